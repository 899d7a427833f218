import "server-only";
import type { Context, JobActor } from "@/lib/core/context";

import { findLate } from "./engine/find-late";
import { keepRuns } from "./engine/keep-runs";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** What cron monitors do in the worker. */
export const cronWork = ({ ctx }: { ctx: Context<JobActor> }) => ({
  repeated: [
    { name: "find-late-crons", everyMs: MINUTE_MS, run: () => findLate(ctx) },
    { name: "keep-cron-runs", everyMs: HOUR_MS, run: () => keepRuns(ctx) },
  ],
});
