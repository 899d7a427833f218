import "server-only";
import { EventEmitter } from "node:events";

import { Logger, run, type Runner, type TaskList } from "graphile-worker";

import { log } from "@/lib/core/log";
import { env } from "@/lib/env";

/** Polling only backs up LISTEN/NOTIFY, which starts a job within milliseconds. */
const POLL_INTERVAL_MS = 2_000;

/** Only what a person would want to know; the queue's own chatter is for debugging. */
const logger = new Logger((scope) => (level, message) => {
  // The package declares its levels as a constant enum, which is not there when it runs.
  const word: string = level;
  if (word === "error") log.error(scope, message);
  else if (word === "warning") log.warn(scope, message);
  else log.debug(scope, message);
});

/**
 * Works off the jobs of `tasks`. Each kind of work has a runner of its own, so that slow builds never keep a rollback
 * waiting. The runner's `promise` rejects when the database cannot be reached for good.
 * @param roster the names under which its workers lock jobs. A worker that cannot say that its job has ended, because the
 *   database is away, dies and is replaced; its name goes, so that the lock of that job is freed.
 */
export function startRunner(tasks: TaskList, concurrency: number, roster: Set<string>): Promise<Runner> {
  const events = new EventEmitter();
  events.on("worker:create", ({ worker }: { worker: { workerId: string } }) => roster.add(worker.workerId));
  events.on("worker:stop", ({ worker }: { worker: { workerId: string } }) => roster.delete(worker.workerId));
  return run({
    connectionString: env().DATABASE_URL,
    taskList: tasks,
    concurrency,
    events,
    logger,
    pollInterval: POLL_INTERVAL_MS,
    maxPoolSize: concurrency + 2,
    noHandleSignals: true,
  });
}
