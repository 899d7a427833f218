import cluster from "node:cluster";

import { db } from "@/db/client";
import { contextOf, type Context, type JobActor } from "@/lib/core/context";
import { log } from "@/lib/core/log";
import { reportError } from "@/lib/core/report-error";
import { startErrorReporting } from "@/lib/core/sentry";
import { env } from "@/lib/env";
import { readShare } from "@/lib/telemetry/intake";

import { GroupCommit } from "./commit/group-commit";
import { ENDPOINTS } from "./endpoints";
import { createIntakeServer } from "./http/intake-server";
import { Keys } from "./keys";
import { isOwnKey } from "./own-key";
import { runProcesses } from "./processes";

/** So long a stop waits for what is being written; who is not answered by then sends again. */
const LAST_MS = 4_000;
/** How often it looks whether there is room for all traces. */
const SHARE_MS = 30_000;

/**
 * The intake: takes in what services send of themselves, so that a flood of it cannot slow the portal down. SIGTERM ends
 * it when all that it has read is written and answered.
 */
async function main() {
  const { SLIPWAY_INTAKE_PROCESSES } = env();
  const ctx = contextOf({ type: "job", name: "intake" } as const, db());
  const keys = new Keys(ctx);
  if (!(await isOwnKey(keys, process.env.SENTRY_DSN))) await startErrorReporting();
  if (cluster.isWorker || SLIPWAY_INTAKE_PROCESSES === 1) return serve(ctx, keys);
  await runProcesses(SLIPWAY_INTAKE_PROCESSES);
  process.exit(0);
}

function serve(ctx: Context<JobActor>, keys: Keys) {
  const {
    SLIPWAY_EVIDENCE_MB,
    SLIPWAY_OTLP_PORT,
    SLIPWAY_INTAKE_MAX_BODY_BYTES,
    SLIPWAY_INTAKE_QUEUE_BYTES,
  } = env();
  let share = 1;
  const commit = new GroupCommit(ctx, () => share);
  const measure = async () => {
    share = await readShare(ctx, SLIPWAY_EVIDENCE_MB).catch(() => share); // the database may be away
  };
  void measure();
  setInterval(() => void measure(), SHARE_MS).unref();
  const server = createIntakeServer({
    endpoints: ENDPOINTS,
    keys,
    commit,
    mostBytes: SLIPWAY_INTAKE_MAX_BODY_BYTES,
    queueBytes: SLIPWAY_INTAKE_QUEUE_BYTES,
  });
  server.on("error", (error) => {
    reportError(error, { seam: "intake" });
    process.exit(1);
  });
  server.listen(SLIPWAY_OTLP_PORT, () => log.info({ port: SLIPWAY_OTLP_PORT }, "The intake is ready."));

  let isStopping = false;
  const end = async () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(0), LAST_MS).unref();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await commit.stop();
    server.closeIdleConnections();
    await closed;
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void end());
}

main().catch((error: unknown) => {
  reportError(error, { seam: "intake" });
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 200).unref();
});
