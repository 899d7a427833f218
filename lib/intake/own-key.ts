import type { Keys } from "./keys";

/**
 * Whether errors of the portal are told to this intake itself, which is so when the key of their DSN is one of ours. Its
 * own it only writes to its log then: a failure to take something in would be the next thing to take in. When the
 * database cannot say, that is the safe answer.
 */
export async function isOwnKey(keys: Pick<Keys, "find">, dsn: string | undefined): Promise<boolean> {
  if (dsn === undefined || !URL.canParse(dsn)) return false;
  return keys.find(new URL(dsn).username).then(
    (found) => found !== undefined,
    () => true,
  );
}
