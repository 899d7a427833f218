import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";

import { deployments, logChunks, releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import type { LogLine, LogView } from "../contract";

const LINES_PER_PAGE = 5_000;
const CHARACTERS_PER_PAGE = 1_000_000;
/** A chunk is what was written within a fraction of a second: one line, or thousands. */
const CHUNKS_PER_QUERY = 25;

/**
 * Lines from number `after` on (from 0) of the log of a release or deployment: at most 5,000, and about a million
 * characters. Throws `not_found`.
 */
export async function getLog(ctx: Context, input: { subject: string; after?: number }): Promise<LogView> {
  demand(ctx.actor, "read");
  const { subject, after = 0 } = input;
  // Before the lines: whatever was written until it finished is then among them.
  const finishedAt = await readFinishedAt(ctx, subject);
  const lines: LogLine[] = [];
  let next = after;
  let characters = 0;
  for (;;) {
    const found = await readLines(ctx, subject, next);
    for (const line of found) {
      if (lines.length >= LINES_PER_PAGE || characters >= CHARACTERS_PER_PAGE) {
        return { lines, next, complete: false };
      }
      lines.push(line);
      next = line.line + 1;
      characters += line.text.length;
    }
    if (found.length === 0) return { lines, next, complete: finishedAt !== null };
  }
}

/** From the chunk that holds the line on, found by the primary key: earlier chunks are not even unpacked. */
async function readLines(ctx: Context, subject: string, after: number): Promise<LogLine[]> {
  const holding = ctx.db
    .select({ firstLine: sql`coalesce(max(${logChunks.firstLine}), 0)` })
    .from(logChunks)
    .where(and(eq(logChunks.subject, subject), sql`${logChunks.firstLine} <= ${after}`));
  const chunks = await ctx.db
    .select({ firstLine: logChunks.firstLine, lines: logChunks.lines })
    .from(logChunks)
    .where(and(eq(logChunks.subject, subject), sql`${logChunks.firstLine} >= (${holding})`))
    .orderBy(asc(logChunks.firstLine))
    .limit(CHUNKS_PER_QUERY);
  return chunks
    .flatMap(({ firstLine, lines }) =>
      lines.map(({ s: stream, t: text, at }, index) => ({ line: firstLine + index, stream, text, at })),
    )
    .filter(({ line }) => line >= after);
}

async function readFinishedAt(ctx: Context, subject: string): Promise<Date | null> {
  const from = subject.startsWith("rel_") ? releases : deployments;
  const [row] = await ctx.db.select({ finishedAt: from.finishedAt }).from(from).where(eq(from.id, subject));
  if (!row) throw new DomainError("not_found", `There is no log of "${subject}".`);
  return row.finishedAt;
}
