import "server-only";
import { sql } from "drizzle-orm";

import { type Database, db } from "@/db/client";
import journal from "@/db/migrations/meta/_journal.json" with { type: "json" };
import { env } from "@/lib/env";

import type { Context } from "./context";
import { log } from "./log";
import { isDatabaseUnavailable } from "./postgres-error";

/** Whether a part of the portal does its work, in a sentence without secrets. */
export type Verdict = { ok: boolean; message: string };

/**
 * Runs one check and times it. A check that throws is not ready; only our own words leave, because a driver's message
 * may name hosts and accounts.
 */
export async function probe(
  check: (ctx: Pick<Context, "db">) => Promise<Verdict>,
): Promise<Verdict & { ms: number }> {
  const startedMs = performance.now();
  const verdict = await check({ db: db() }).catch(verdictOf);
  return { ...verdict, ms: Math.round(performance.now() - startedMs) };
}

const DATABASE_TIMEOUT_MS = 1_000;
const INTAKE_TIMEOUT_MS = 1_000;
/** A worker beats every few seconds; one that was silent for this long is not there. */
const HEARTBEAT_AGE_SECONDS = 10;

export async function checkDatabase(database: Database = db()): Promise<Verdict> {
  await within(DATABASE_TIMEOUT_MS, database.execute(sql`select 1`));
  return { ok: true, message: "Answers." };
}

/** A schema newer than this program is fine: migrations expand first, so that the running version keeps working. */
export async function checkMigrations(database: Database = db()): Promise<Verdict> {
  const [row] = await within(
    DATABASE_TIMEOUT_MS,
    database.execute<{ newest: string | null }>(
      sql`select max(created_at)::text as newest from drizzle.__drizzle_migrations`,
    ),
  );
  const applied = Number(row?.newest ?? 0);
  const missing = journal.entries.filter(({ when }) => when > applied);
  if (missing.length === 0) return { ok: true, message: `Applied up to ${NEWEST}.` };
  return { ok: false, message: `Not applied yet: ${missing.map(({ tag }) => tag).join(", ")}.` };
}

export async function checkWorker(database: Database = db()): Promise<Verdict> {
  const [row] = await within(
    DATABASE_TIMEOUT_MS,
    database.execute<{ alive: number }>(sql`
      select count(*)::int as alive from worker_processes
      where heartbeat_at > now() - make_interval(secs => ${HEARTBEAT_AGE_SECONDS})`),
  );
  const alive = row?.alive ?? 0;
  if (alive === 0) return { ok: false, message: `No worker was heard for ${HEARTBEAT_AGE_SECONDS} s.` };
  return { ok: true, message: alive === 1 ? "One worker is at work." : `${alive} workers are at work.` };
}

/** The intake is a process of its own on this machine, whatever the database does. */
export async function checkIntake(port = env().SLIPWAY_OTLP_PORT): Promise<Verdict> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health`, {
      signal: AbortSignal.timeout(INTAKE_TIMEOUT_MS),
    });
    return response.ok ? { ok: true, message: "Answers." } : { ok: false, message: "Answers with an error." };
  } catch {
    return { ok: false, message: `Nobody takes telemetry in at port ${port}.` };
  }
}

function verdictOf(error: unknown): Verdict {
  if (error instanceof TookTooLong) return { ok: false, message: error.message };
  if (isDatabaseUnavailable(error)) return { ok: false, message: "The database cannot be reached." };
  if (isSchemaMissing(error)) return { ok: false, message: "The tables are not there yet." };
  log.warn({ err: error }, "A readiness check failed");
  return { ok: false, message: "The check failed; the log says why." };
}

/** Undefined table or schema: the portal answers while its migrations are still being applied. */
const isSchemaMissing = (error: unknown): boolean =>
  error instanceof Error &&
  (("code" in error && (error.code === "42P01" || error.code === "3F000")) || isSchemaMissing(error.cause));

class TookTooLong extends Error {
  override name = "TookTooLong";
}

const NEWEST = journal.entries.at(-1)?.tag ?? "none";

async function within<T>(limitMs: number, work: PromiseLike<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong(`No answer within ${limitMs} ms.`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
