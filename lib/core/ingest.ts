import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import type { Context } from "./context";
import { reportError } from "./report-error";

const SIGNAL_INTERVAL_MS = 200;
const lastSignalMs = new Map<string, number>();
const laterSignals = new Map<string, NodeJS.Timeout>();

/**
 * For facts that arrive in numbers (log lines, check results): a batch insert without an audit entry, and at most one
 * signal per topic and 200 ms, because a transaction with NOTIFY takes a database-wide lock at commit. A batch that
 * came too soon after a signal is announced when the interval is over, so the last one of a burst is never missed.
 * The caller flushes once more with `final` when nothing will follow.
 */
export function ingest(
  ctx: Context,
  topic: string,
  write: (tx: Tx) => Promise<void>,
  final = false,
): Promise<void> {
  return ctx.transaction(async (tx) => {
    await write(tx);
    const now = Date.now();
    const waitMs = SIGNAL_INTERVAL_MS - (now - (lastSignalMs.get(topic) ?? 0));
    if (!final && waitMs > 0) return signalLater(ctx, topic, waitMs);
    clearTimeout(laterSignals.get(topic));
    laterSignals.delete(topic);
    if (final) lastSignalMs.delete(topic);
    else lastSignalMs.set(topic, now);
    await signal(tx, topic);
  });
}

const signal = async (tx: Tx, topic: string) => {
  await tx.execute(sql`select pg_notify('live', ${topic})`);
};

function signalLater(ctx: Context, topic: string, waitMs: number): void {
  if (laterSignals.has(topic)) return;
  const announce = async () => {
    laterSignals.delete(topic);
    lastSignalMs.set(topic, Date.now());
    try {
      await ctx.transaction((tx) => signal(tx, topic));
    } catch (error) {
      // A lost signal is harmless: the next one, or a reconnect, makes browsers read again.
      reportError(error, { seam: "ingest", topic });
    }
  };
  laterSignals.set(topic, setTimeout(() => void announce(), waitMs).unref());
}
