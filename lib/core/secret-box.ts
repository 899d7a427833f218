import "server-only";
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

import { env } from "@/lib/env";

const keyOf = (secret: string, purpose: string) =>
  Buffer.from(hkdfSync("sha256", secret, "slipway", purpose, 32));

/** Encrypts with AES-256-GCM: `v1.<iv>.<tag>.<ciphertext>`, base64url. `place` is bound to it, so it cannot be moved. */
export function seal(plain: string, place: string): string {
  const iv = randomBytes(12);
  const key = keyOf(env().SLIPWAY_SECRET, "seal");
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(place));
  const ciphertext = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return ["v1", ...[iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString("base64url"))].join(".");
}

/** A sealed value that this installation's secret does not open. */
export class SealBroken extends Error {
  override name = "SealBroken";
}

/** Throws SealBroken when neither secret opens it, or when the value was tampered with or moved. */
export function unseal(sealed: string, place: string): string {
  const { SLIPWAY_SECRET: secret, SLIPWAY_SECRET_PREVIOUS: previous } = env();
  try {
    return open(sealed, place, secret);
  } catch (error) {
    if (!previous) throw error;
    return open(sealed, place, previous);
  }
}

/**
 * The same value under the secret of today; undefined when it is sealed with that already. Throws SealBroken when the
 * previous secret does not open it either.
 */
export function reseal(
  sealed: string,
  place: string,
): { sealedValue: string; valueHash: string } | undefined {
  try {
    open(sealed, place, env().SLIPWAY_SECRET);
    return undefined;
  } catch {
    const plain = unseal(sealed, place);
    return { sealedValue: seal(plain, place), valueHash: fingerprint(plain) };
  }
}

function open(sealed: string, place: string, secret: string): string {
  const [version, iv = "", tag = "", ciphertext = ""] = sealed.split(".");
  if (version !== "v1") throw new SealBroken("A sealed value has an unknown format.");
  try {
    // A shorter tag than 16 bytes would be easier to forge, and none was ever written.
    const decipher = createDecipheriv("aes-256-gcm", keyOf(secret, "seal"), Buffer.from(iv, "base64url"), {
      authTagLength: 16,
    })
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
  createHmac("sha256", keyOf(env().SLIPWAY_SECRET, "fingerprint")).update(plain).digest("base64url");
