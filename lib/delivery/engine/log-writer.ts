import "server-only";
import { desc, eq, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { LogStream } from "@/db/enums";
import { logChunks, type LogLineRow } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { ingest } from "@/lib/core/ingest";
import type { SecretMask } from "@/lib/core/mask-secrets";
import { violates } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";

import { topics } from "../contract";

const FLUSH_MS = 150;
/** A log that a person will still read. What comes after is dropped, and the last line says so. */
const MAXIMUM_LINES = 20_000;
const MAXIMUM_LINE_LENGTH = 4_000;

export type LogWriter = {
  write(line: { stream: LogStream; text: string; at?: string }): void;
  /** Resolves when every line so far can be read: before its subject ends, for who sees the end reads no further. */
  flush(): Promise<void>;
  /** Writes what is left and announces it. Never throws: a lost line must not fail a deployment. */
  close(): Promise<void>;
};

/**
 * Appends lines to the log of a release or deployment, in batches; goes on where an earlier attempt stopped. Secrets
 * are masked before a line is cut to its length, which would leave half of one.
 */
export function openLog(
  ctx: Context<JobActor>,
  subject: string,
  secrets: Pick<SecretMask, "mask"> = { mask: (text) => text },
): LogWriter {
  let pending: LogLineRow[] = [];
  let next: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const append = async (lines: LogLineRow[], final: boolean) => {
    const firstLine = next ?? (await lineCount(ctx, subject));
    const kept = lines.slice(0, Math.max(0, MAXIMUM_LINES - firstLine));
    if (kept.length > 0 && kept.length < lines.length) kept[kept.length - 1] = cutNotice();
    const write = async (tx: Tx) => {
      if (kept.length > 0) await tx.insert(logChunks).values({ subject, firstLine, lines: kept });
    };
    await ingest(ctx, topics.log(subject), write, final);
    next = firstLine + kept.length;
  };

  /** An executor that was declared dead may write its last words here too; then both go on behind each other. */
  const appendBehindOthers = async (lines: LogLineRow[], final: boolean, triesLeft = 3): Promise<void> => {
    try {
      await append(lines, final);
    } catch (error) {
      next = undefined;
      if (triesLeft > 0 && violates(error, "log_chunks_subject_first_line_pk")) {
        return appendBehindOthers(lines, final, triesLeft - 1);
      }
      reportError(error, { seam: "log-writer", subject });
    }
  };

  const flush = (final = false): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const lines = pending;
    pending = [];
    const before = writing;
    writing = (async () => {
      await before;
      if (final || lines.length > 0) await appendBehindOthers(lines, final);
    })();
    return writing;
  };

  return {
    write({ stream, text, at = new Date().toISOString() }) {
      pending.push({ s: stream, t: clean(secrets.mask(text)), at });
      timer ??= setTimeout(() => void flush(), FLUSH_MS);
    },
    flush: () => flush(),
    close: () => flush(true),
  };
}

/** Postgres refuses NUL in text; other control characters would only confuse a reader. */
const clean = (text: string) =>
  // oxlint-disable-next-line no-control-regex -- removing them is the point
  text.slice(0, MAXIMUM_LINE_LENGTH).replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/g, "");

const cutNotice = (): LogLineRow => ({
  s: "system",
  t: `The log is longer than ${MAXIMUM_LINES} lines; the rest is not kept.`,
  at: new Date().toISOString(),
});

async function lineCount(ctx: Context, subject: string): Promise<number> {
  const [last] = await ctx.db
    .select({ end: sql<number>`${logChunks.firstLine} + jsonb_array_length(${logChunks.lines})` })
    .from(logChunks)
    .where(eq(logChunks.subject, subject))
    .orderBy(desc(logChunks.firstLine))
    .limit(1);
  return last?.end ?? 0;
}
