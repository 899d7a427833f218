const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Before the second try, the third, and so on; the last one repeats. */
export const PAUSES_MS = [
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
] as const;
export const GIVES_UP_AFTER_MS = 24 * HOUR_MS;
/** An answer that will hardly change is asked for this often, in case that the other side was just being set up. */
const TRIES_IF_REFUSED = 3;
/** A receiver that asks for a pause gets at most this one. */
const LONGEST_PAUSE_MS = HOUR_MS;

/**
 * How a try ended. `later`: it may well work. `hardly`: the answer is about the message or the address, and will
 * hardly change. `never`: there is nobody any more, or nothing is sent there.
 */
export type Failure = {
  hope: "later" | "hardly" | "never";
  error: string;
  status: number | null;
  /** What the other side asked for. */
  retryAfterMs?: number | undefined;
};

type Tried = { tries: number; now: Date; givesUpAt: Date };

/** When to try again; undefined when it is dead. `tries` includes the one that failed. */
export function nextTry(failure: Failure, { tries, now, givesUpAt }: Tried): Date | undefined {
  if (failure.hope === "never") return undefined;
  if (failure.hope === "hardly" && tries >= TRIES_IF_REFUSED) return undefined;
  const pauseMs = PAUSES_MS[Math.min(Math.max(tries, 1), PAUSES_MS.length) - 1] ?? HOUR_MS;
  const askedMs = Math.min(failure.retryAfterMs ?? 0, LONGEST_PAUSE_MS);
  const next = new Date(now.getTime() + Math.max(pauseMs, askedMs));
  return next <= givesUpAt ? next : undefined;
}

/** What an HTTP status says about trying again. */
export function hopeOf(status: number): Failure["hope"] {
  if (status === 410) return "never";
  if (status === 408 || status === 425 || status === 429 || status >= 500) return "later";
  return "hardly";
}

/** `Retry-After` in seconds or as a date; undefined when it says nothing. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (!header) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * SECOND_MS;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
