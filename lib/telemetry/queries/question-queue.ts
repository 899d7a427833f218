import "server-only";
import { actorKey, type Context } from "@/lib/core/context";
import { turns } from "@/lib/core/turns";

/** Of the ten connections of a process: pages have theirs, whatever dashboards ask. */
const AT_ONCE = 4;
/** With a question at its goal of 100 ms, what four of them answer until somebody would have waited for too long. */
const MOST_WAITING = { each: 100, all: 400 };
const LONGEST_WAIT_MS = 10_000;

const makeQueue = () => turns({ atOnce: AT_ONCE, longestWaitMs: LONGEST_WAIT_MS, mostWaiting: MOST_WAITING });

// On globalThis, as the pool of connections is: pages and routes may each evaluate this module, and share the database.
const holder: typeof globalThis & { slipwayQuestions?: ReturnType<typeof makeQueue> } = globalThis;

/**
 * Asks the store of metrics when it is this person's turn. Throws `too_many_requests` when too many wait already, and
 * `unavailable` after ten seconds in line.
 */
export const inQueue = <T>({ actor, request }: Context, ask: () => Promise<T>): Promise<T> =>
  (holder.slipwayQuestions ??= makeQueue())(ask, { whose: actorKey(actor), signal: request.signal });
