import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import type { Context } from "./context";

const SIGNAL_INTERVAL_MS = 200;
const lastSignalMs = new Map<string, number>();

/**
 * For facts that arrive in numbers (log lines, check results): a batch insert without an audit entry, and at most one
 * signal per topic and 200 ms, because a transaction with NOTIFY takes a database-wide lock at commit.
 * The caller flushes once more with `final` so that the last batch is always announced.
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
    if (!final && now - (lastSignalMs.get(topic) ?? 0) < SIGNAL_INTERVAL_MS) return;
    if (final) lastSignalMs.delete(topic);
    else lastSignalMs.set(topic, now);
    await tx.execute(sql`select pg_notify('live', ${topic})`);
  });
}
