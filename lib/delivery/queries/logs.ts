import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";

import { deployments, logChunks, releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import type { LogLine, LogView } from "../contract";

/** About one megabyte of text at the most. */
const CHUNKS_PER_PAGE = 200;

/** Lines from number `after` on (from 0) of the log of a release or deployment. Throws `not_found`. */
export async function getLog(ctx: Context, input: { subject: string; after?: number }): Promise<LogView> {
  const { subject, after = 0 } = input;
  const finishedAt = await readFinishedAt(ctx, subject);
  const chunks = await ctx.db
    .select({ firstLine: logChunks.firstLine, lines: logChunks.lines })
    .from(logChunks)
    .where(
      and(
        eq(logChunks.subject, subject),
        sql`${logChunks.firstLine} + jsonb_array_length(${logChunks.lines}) > ${after}`,
      ),
    )
    .orderBy(asc(logChunks.firstLine))
    .limit(CHUNKS_PER_PAGE);
  const lines = chunks
    .flatMap(({ firstLine, lines: rows }) =>
      rows.map((row, index): LogLine => ({
        line: firstLine + index,
        stream: row.s,
        text: row.t,
        at: row.at,
      })),
    )
    .filter(({ line }) => line >= after);
  const last = lines.at(-1);
  return {
    lines,
    next: last ? last.line + 1 : after,
    complete: finishedAt !== null && chunks.length < CHUNKS_PER_PAGE,
  };
}

async function readFinishedAt(ctx: Context, subject: string): Promise<Date | null> {
  const from = subject.startsWith("rel_") ? releases : deployments;
  const [row] = await ctx.db.select({ finishedAt: from.finishedAt }).from(from).where(eq(from.id, subject));
  if (!row) throw new DomainError("not_found", `There is no log of "${subject}".`);
  return row.finishedAt;
}
