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
  for (const job of jobs) {
    await tx.execute(sql`
      select graphile_worker.add_job(
        ${job.task},
        payload := ${JSON.stringify(job.payload)}::json,
        job_key := ${job.key ?? null},
        run_at := ${job.runAt?.toISOString() ?? null}::timestamptz,
        max_attempts := ${job.maxAttempts ?? 25},
        job_key_mode := ${job.keepsRunAt ? "preserve_run_at" : "replace"}
      )`);
  }
  for (const topic of new Set(topics)) await tx.execute(sql`select pg_notify('live', ${topic})`);
}
