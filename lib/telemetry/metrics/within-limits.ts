import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";

import type { Tx } from "@/db/client";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { refuseGone } from "@/lib/core/gone";
import { isQueryCanceled } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";

/** Rows that one question may touch, so that no dashboard takes the database down. */
const MOST_ROWS = 2_000_000;
const PATIENCE_MS = 8_000;

/** Throws `invalid` for a question that would cost too much, before it costs anything. */
export function refuseDear(rows: number): void {
  if (rows <= MOST_ROWS) return;
  throw new DomainError(
    "invalid",
    `That would read about ${Math.round(rows / 1e6)} million rows, and 2 million are the limit.`,
    {
      fields: [
        {
          path: "where",
          message: "Filter by service or environment, choose a longer step, or a shorter period.",
        },
      ],
    },
  );
}

const Began = z.tuple([z.object({ pid: z.number(), at: z.string() })]);

/**
 * Reads in a transaction that the database ends after eight seconds, or when whoever asked is gone: an aborted request
 * cancels the statement that runs for it. Throws `unavailable` for both.
 */
export async function readWithinLimits<T>(
  ctx: Context,
  read: (tx: Tx) => Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const { signal } = ctx.request;
  refuseGone(signal);
  try {
    return await ctx.transaction(
      async (tx) => {
        const [began] = Began.parse([
          ...(await tx.execute(sql`
            select pg_backend_pid() as pid, now()::text as at,
              set_config('statement_timeout', ${String(patienceMs)}, true)`)),
        ]);
        refuseGone(signal);
        const cancel = () => void cancelTransaction(ctx, began);
        signal?.addEventListener("abort", cancel);
        try {
          return await read(tx);
        } finally {
          signal?.removeEventListener("abort", cancel);
        }
      },
      { accessMode: "read only" },
    );
  } catch (error) {
    if (!isQueryCanceled(error)) throw error;
    refuseGone(signal);
    throw new DomainError(
      "unavailable",
      `That took longer than ${patienceMs / 1_000} seconds and was stopped. Filter by service or environment, or choose a shorter period.`,
      { cause: error },
    );
  }
}

/** By process and by the beginning of its transaction, so that whoever has the connection next is left alone. */
async function cancelTransaction(ctx: Context, { pid, at }: { pid: number; at: string }): Promise<void> {
  try {
    await ctx.db
      .select({ canceled: sql`pg_cancel_backend(pid)` })
      .from(sql`pg_stat_activity`)
      .where(sql`pid = ${pid} and xact_start = ${at}::timestamptz`);
  } catch (error) {
    // It then ends by its timeout.
    reportError(error, { seam: "cancel-question" });
  }
}
