import "server-only";
import type { TaskList } from "graphile-worker";
import { z } from "zod";

import type { Context, JobActor } from "@/lib/core/context";

import { TASKS } from "./jobs";
import { carryOutRun } from "./runs/carry-out";
import { alignMonitors, askMonitors, forgetIdleMonitors } from "./runs/monitors";
import { pruneRuns } from "./runs/prune";
import { endAbandonedRuns } from "./runs/record";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const RunPayload = z.object({ runId: z.string() });

/** What checks do in the worker, in a pool of their own: a slow check must not hold up a deployment. */
export const checkWork = ({ ctx, shutdown }: { ctx: Context<JobActor>; shutdown: AbortSignal }) => ({
  tasks: {
    [TASKS.run]: (payload) => carryOutRun(ctx, RunPayload.parse(payload).runId, shutdown),
  } satisfies TaskList,
  repeated: [
    { name: "ask-monitors", everyMs: 5_000, run: () => askMonitors(ctx) },
    {
      name: "align-monitors",
      everyMs: 15_000,
      run: async () => {
        await alignMonitors(ctx);
        await forgetIdleMonitors(ctx);
      },
    },
    { name: "end-abandoned-check-runs", everyMs: MINUTE_MS, run: () => endAbandonedRuns(ctx) },
    { name: "forget-check-runs", everyMs: HOUR_MS, run: () => pruneRuns(ctx) },
  ],
});
