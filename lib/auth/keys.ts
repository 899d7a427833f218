import "server-only";
import { createHash, hkdfSync, randomBytes } from "node:crypto";

import { env } from "@/lib/env";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** The key of session cookies, derived so that sealed values and cookies never share one. Hex, 32 bytes. */
export const sessionSecret = (): string => derive("session-cookie");

/**
 * Tells installations on one host apart: cookies know no ports, so two portals side by side would overwrite each
 * other's sessions under one name.
 */
export const installationMark = (): string => derive("cookie-name").slice(0, 8);

/** 200 bits in 40 characters that survive double-click, URLs and dictation. */
export const randomSecret = (): string =>
  Array.from(randomBytes(40), (byte) => ALPHABET.charAt(byte % 32)).join("");

/** sha256, hex: how tokens and links are kept. Their entropy makes a slow hash needless. */
export const fingerprint = (secret: string): string => createHash("sha256").update(secret).digest("hex");

const derived = new Map<string, string>();

function derive(purpose: string): string {
  const known = derived.get(purpose);
  if (known) return known;
  const key = Buffer.from(hkdfSync("sha256", env().SLIPWAY_SECRET, "slipway", purpose, 32)).toString("hex");
  derived.set(purpose, key);
  return key;
}
