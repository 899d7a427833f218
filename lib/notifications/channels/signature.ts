import "server-only";
import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "slwh_";

/** 256 bits; the prefix lets scanners for secrets find it where it does not belong. */
export const newSigningSecret = (): string => `${PREFIX}${randomBytes(32).toString("base64url")}`;

/**
 * `t=1764270000,v1=9f…[,v1=…]`: HMAC-SHA256 in hex over the seconds, a dot and the body as it is sent, once for every
 * secret that is valid. The key is the whole secret as text. Whoever receives it compares in constant time and refuses
 * what is older than five minutes.
 */
export function signatureOf(body: string, secrets: readonly string[], at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  const signed = secrets.map((secret) =>
    createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex"),
  );
  return [`t=${seconds}`, ...signed.map((hex) => `v1=${hex}`)].join(",");
}
