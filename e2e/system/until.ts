import { setTimeout as delay } from "node:timers/promises";

const PAUSE_MS = 40;

/**
 * Reads again and again until `isDone` says so, and answers what was read then. An error while reading counts as "not
 * yet". Throws with what was seen last when the time is up.
 */
export async function until<T>(
  what: string,
  read: () => Promise<T> | T,
  isDone: (value: T) => boolean,
  limitMs: number,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    let seen: unknown;
    try {
      const value = await read();
      if (isDone(value)) return value;
      seen = value;
    } catch (error) {
      seen = String(error);
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Not within ${limitMs} ms: ${what}. Last seen: ${JSON.stringify(seen)?.slice(0, 1_500)}`,
      );
    }
    await delay(PAUSE_MS);
  }
}
