import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { events } from "@/db/schema";

/** An entry of the event log. `mutate` says who did it. */
export type NewEvent = Omit<typeof events.$inferInsert, "id" | "transaction" | "at" | "toldAt">;

/** A promise to act after commit. `key` makes it unique: a second one with the same key replaces the first. */
export type NewJob = {
  task: string;
  payload: Record<string, unknown>;
  key?: string;
  runAt?: Date;
  maxAttempts?: number;
  /** Asked for again: a job of that key that waits already keeps its place. */
  keepsRunAt?: boolean;
};

export type Consequences = {
  events?: readonly NewEvent[];
  jobs?: readonly NewJob[];
  /** Names of what changed, for browsers that watch. */
  topics?: readonly string[];
};

/** Writes what follows from a change into its own transaction; nothing of it happens if that rolls back. */
export async function publish(tx: Tx, { events: newEvents = [], jobs = [], topics = [] }: Consequences) {
  if (newEvents.length > 0) await tx.insert(events).values([...newEvents]);
  if (jobs.length > 0) await addJobs(tx, jobs);
  for (const topic of new Set(topics)) await tx.execute(sql`select pg_notify('live', ${topic})`);
}

/** All in one statement and in their order: a patrol asks for a job per service. */
async function addJobs(tx: Tx, jobs: readonly NewJob[]) {
  const rows = jobs.map(({ task, payload, key, runAt, maxAttempts = 25, keepsRunAt }) => ({
    task,
    payload,
    key,
    run_at: runAt?.toISOString(),
    max_attempts: maxAttempts,
    mode: keepsRunAt ? "preserve_run_at" : "replace",
  }));
  await tx.execute(sql`
    select graphile_worker.add_job(
      j.task,
      payload := j.payload,
      job_key := j.key,
      run_at := j.run_at,
      max_attempts := j.max_attempts,
      job_key_mode := j.mode
    )
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as j(task text, payload json, key text, run_at timestamptz, max_attempts int, mode text)`);
}
