import "server-only";
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";

import { DomainError } from "@/lib/core/errors";

/**
 * One of the equally strong choices of OWASP (Password Storage Cheat Sheet): 32 MiB and about a quarter of a
 * second on one core. Stored with each hash, so that they can be raised later.
 */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** Hashing uses libuv's four threads, which files and DNS share: two at a time leave room, and bound the memory. */
const MAX_PARALLEL = 2;
/** About four seconds of hashing. Who comes later is asked to try again, before anything is spent on them. */
const MAX_WAITING = 32;

/** `scrypt$N$r$p$salt$hash`, salt and hash in base64url. Throws `unavailable` when too many wait for theirs. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST, KEY_BYTES);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/**
 * Compares in constant time. Without a stored hash (no such account, or one without a password) it does the same work
 * against a hash of nothing and answers false, so that the time does not tell which accounts exist. Throws
 * `unavailable` when too many wait for theirs.
 */
export async function verifyPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  const expected = parse(stored ?? (await nobodysHash()));
  const key = await derive(password, expected.salt, expected, expected.key.length);
  return timingSafeEqual(key, expected.key) && Boolean(stored);
}

let nobody: string | undefined;
const nobodysHash = async () =>
  (nobody ??= await hashPassword(randomBytes(SALT_BYTES).toString("base64url")));

function parse(stored: string) {
  const [scheme, N, r, p, salt, key] = stored.split("$");
  if (scheme !== "scrypt" || !salt || !key) throw new Error("A stored password hash is not in our format.");
  return {
    N: Number(N),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, "base64url"),
    key: Buffer.from(key, "base64url"),
  };
}

type Cost = { N: number; r: number; p: number };

async function derive(password: string, salt: Buffer, { N, r, p }: Cost, keyBytes: number): Promise<Buffer> {
  // scrypt needs 128·N·r bytes plus a little; Node's default limit is exactly too small for that.
  const options: ScryptOptions = { N, r, p, maxmem: 128 * N * r * 2 };
  const free = await takeTurn();
  try {
    return await new Promise((resolve, reject) => {
      // The same character can be typed in several byte sequences (NFC and NFD): NIST SP 800-63B asks for one form.
      scrypt(password.normalize("NFKC"), salt, keyBytes, options, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
  } finally {
    free();
  }
}

let busy = 0;
const waiting: (() => void)[] = [];

async function takeTurn(): Promise<() => void> {
  if (waiting.length >= MAX_WAITING) {
    throw new DomainError(
      "unavailable",
      "Too many people sign in at this moment. Try again in a few seconds.",
    );
  }
  if (busy < MAX_PARALLEL) busy += 1;
  else await new Promise<void>((go) => waiting.push(go));
  return () => {
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  };
}
