import { DomainError } from "./errors";
import { gone, refuseGone } from "./gone";

type Limits = {
  atOnce: number;
  longestWaitMs: number;
  /** How many may wait, of one asker and of all of them together. */
  mostWaiting?: { each: number; all: number };
};
/** `whose` it is: askers take turns, however many questions each of them has. Who aborts leaves the line. */
type Asker = { whose?: string; signal?: AbortSignal | undefined };

/**
 * Lets so many run at once and the others wait in line. Who has waited for too long is answered `unavailable`, and who
 * finds the line full `too_many_requests`.
 */
export function turns({ atOnce, longestWaitMs, mostWaiting }: Limits) {
  let busy = 0;
  /** The line of each asker; whose turn is next stands first. */
  const lines = new Map<string, (() => void)[]>();

  const leave = (whose: string, called: () => void) => {
    const line = lines.get(whose)?.filter((one) => one !== called) ?? [];
    if (line.length > 0) lines.set(whose, line);
    else lines.delete(whose);
  };

  const next = (): (() => void) | undefined => {
    for (const [whose, [first, ...others]] of lines) {
      lines.delete(whose);
      if (others.length > 0) lines.set(whose, others);
      if (first) return first;
    }
    return undefined;
  };

  const refuseFull = (whose: string) => {
    if (!mostWaiting) return;
    const all = [...lines.values()].reduce((sum, line) => sum + line.length, 0);
    if (all < mostWaiting.all && (lines.get(whose)?.length ?? 0) < mostWaiting.each) return;
    throw new DomainError(
      "too_many_requests",
      "Too many questions wait already. Try again in a few seconds.",
      {
        retryAfterSeconds: Math.ceil(longestWaitMs / 1_000),
      },
    );
  };

  const wait = (whose: string, signal: AbortSignal | undefined) =>
    new Promise<void>((go, refuse) => {
      const settle = (how: () => void) => () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", aborted);
        leave(whose, called);
        how();
      };
      const called = settle(go);
      const aborted = settle(() => refuse(gone()));
      const late = settle(() =>
        refuse(
          new DomainError("unavailable", "Too much is asked for at this moment. Try again in a few seconds."),
        ),
      );
      const timer = setTimeout(late, longestWaitMs);
      signal?.addEventListener("abort", aborted);
      lines.set(whose, [...(lines.get(whose) ?? []), called]);
    });

  return async <T>(run: () => Promise<T>, { whose = "", signal }: Asker = {}): Promise<T> => {
    refuseGone(signal);
    if (busy < atOnce) busy += 1;
    else {
      refuseFull(whose);
      await wait(whose, signal);
    }
    try {
      return await run();
    } finally {
      const called = next();
      if (called) called();
      else busy -= 1;
    }
  };
}
