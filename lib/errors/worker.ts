import "server-only";
import type { TaskList } from "graphile-worker";
import { z } from "zod";

import type { Context, JobActor } from "@/lib/core/context";

import { judgeRegression } from "./engine/judge-regression";
import { endIgnoring, keepErrors } from "./engine/keep-errors";
import { TASKS } from "./jobs";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const JudgePayload = z.object({ issueId: z.string(), releaseId: z.string() });

/** What errors do in the worker. */
export const errorWork = ({ ctx }: { ctx: Context<JobActor> }) => ({
  tasks: {
    [TASKS.judge]: (payload) => judgeRegression(ctx, JudgePayload.parse(payload)),
  } satisfies TaskList,
  repeated: [
    { name: "end-ignoring", everyMs: MINUTE_MS, run: () => endIgnoring(ctx) },
    { name: "keep-errors", everyMs: HOUR_MS, run: () => keepErrors(ctx) },
  ],
});
