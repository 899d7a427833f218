import "server-only";
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

import { env } from "@/lib/env";

const key = (purpose: string) =>
  Buffer.from(hkdfSync("sha256", env().SLIPWAY_SECRET, "slipway", purpose, 32));

/** Encrypts with AES-256-GCM: `v1.<iv>.<tag>.<ciphertext>`, base64url. `place` is bound to it, so it cannot be moved. */
export function seal(plain: string, place: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key("seal"), iv).setAAD(Buffer.from(place));
  const ciphertext = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return ["v1", ...[iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString("base64url"))].join(".");
}

/** A sealed value that this installation's secret does not open. */
export class SealBroken extends Error {
  override name = "SealBroken";
}

/** Throws SealBroken when the secret has changed or the value was tampered with or moved. */
export function unseal(sealed: string, place: string): string {
  const [version, iv = "", tag = "", ciphertext = ""] = sealed.split(".");
  if (version !== "v1") throw new SealBroken("A sealed value has an unknown format.");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key("seal"), Buffer.from(iv, "base64url"))
      .setAAD(Buffer.from(place))
      .setAuthTag(Buffer.from(tag, "base64url"));
    return Buffer.concat([decipher.update(Buffer.from(ciphertext, "base64url")), decipher.final()]).toString(
      "utf8",
    );
  } catch (error) {
    throw new SealBroken("A sealed value does not open with this secret.", { cause: error });
  }
}

/** A keyed hash: tells whether two values differ without showing either. */
export const fingerprint = (plain: string): string =>
  createHmac("sha256", key("fingerprint")).update(plain).digest("base64url");
