import { setMaxListeners } from "node:events";

import { db } from "@/db/client";
import { newId } from "@/db/columns";
import { checkWork } from "@/lib/checks/worker";
import { contextOf } from "@/lib/core/context";
import { pruneIdempotencyKeys } from "@/lib/core/idempotency";
import { log } from "@/lib/core/log";
import { pause } from "@/lib/core/pause";
import { isDatabaseTrouble } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";
import { startErrorReporting } from "@/lib/core/sentry";
import { cronWork } from "@/lib/crons/worker";
import { deliveryWork, ownerName } from "@/lib/delivery/worker";
import { env } from "@/lib/env";
import { errorWork } from "@/lib/errors/worker";
import { beat, forgetReplacedJobs, leave, startRunner } from "@/lib/jobs";
import { notificationWork } from "@/lib/notifications/worker";
import { telemetryWork } from "@/lib/telemetry/worker";

const ROLLBACK_CONCURRENCY = 4;
const BUILD_CONCURRENCY = 2;
/** What waits goes on at once, however many deployments are under way. */
const GATE_CONCURRENCY = 2;
const CHECK_CONCURRENCY = 4;
const NOTIFICATION_CONCURRENCY = 4;
const ERROR_CONCURRENCY = 1;
const HEARTBEAT_MS = 2_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * A worker process: carries out jobs and repeats what has to be repeated. Any number of them may run against one
 * database. SIGTERM lets go of what is under way, so that the next worker goes on with it at once.
 */
async function main() {
  await startErrorReporting();
  const owner = ownerName(newId("wrk"));
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // every job under way listens
  const ctx = contextOf({ type: "job", name: "delivery" }, db());
  const checks = checkWork({ ctx: contextOf({ type: "job", name: "checks" }, db()), shutdown: stop.signal });
  const delivery = deliveryWork({ ctx, owner, shutdown: stop.signal });
  const notifications = notificationWork({ ctx: contextOf({ type: "job", name: "notifications" }, db()) });
  const telemetry = telemetryWork({ ctx: contextOf({ type: "job", name: "telemetry" }, db()) });

  const errors = errorWork({ ctx: contextOf({ type: "job", name: "errors" }, db()) });
  const crons = cronWork({ ctx: contextOf({ type: "job", name: "crons" }, db()) });

  const jobWorkers = new Set<string>();
  const runners = await Promise.all([
    startRunner(delivery.tasks, env().SLIPWAY_WORKER_CONCURRENCY, jobWorkers),
    startRunner(delivery.rollbacks, ROLLBACK_CONCURRENCY, jobWorkers),
    startRunner(delivery.gates, GATE_CONCURRENCY, jobWorkers),
    startRunner(delivery.builds, BUILD_CONCURRENCY, jobWorkers),
    startRunner(checks.tasks, CHECK_CONCURRENCY, jobWorkers),
    startRunner(notifications.tasks, NOTIFICATION_CONCURRENCY, jobWorkers),
    startRunner(errors.tasks, ERROR_CONCURRENCY, jobWorkers),
  ]);
  const repetitions = [
    ...delivery.repeated,
    ...checks.repeated,
    ...notifications.repeated,
    ...telemetry.repeated,
    ...errors.repeated,
    ...crons.repeated,
    { name: "forget-idempotency-keys", everyMs: HOUR_MS, run: () => pruneIdempotencyKeys(ctx) },
    { name: "forget-replaced-jobs", everyMs: MINUTE_MS, run: () => forgetReplacedJobs(ctx) },
    { name: "heartbeat", everyMs: HEARTBEAT_MS, run: () => beat(ctx, owner, [...jobWorkers]) },
  ].map((repetition) => repeat(repetition, stop.signal));
  log.info({ owner }, "The worker is ready.");

  const end = async () => {
    if (stop.signal.aborted) return;
    stop.abort(new Error("The worker stops."));
    await Promise.allSettled([...runners.map((runner) => runner.stop()), ...repetitions]);
    await leave(ctx, owner).catch(() => {}); // the database may be gone already; silence is noticed as well
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void end());

  // A runner gives up when the database stays away; a fresh process is the surest way back.
  await Promise.all(runners.map((runner) => runner.promise));
}

/** Runs again and again, never two at once; a failure is reported and does not end it. */
async function repeat(
  { name, everyMs, run }: { name: string; everyMs: number; run: () => Promise<unknown> },
  signal: AbortSignal,
) {
  while (!signal.aborted) {
    try {
      await run();
    } catch (error) {
      if (isDatabaseTrouble(error)) log.warn({ repeated: name }, "The database does not answer.");
      else reportError(error, { seam: name });
    }
    await pause(everyMs, signal);
  }
}

main().catch((error: unknown) => {
  reportError(error, { seam: "worker" });
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 200).unref();
});
