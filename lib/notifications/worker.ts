import "server-only";
import type { TaskList } from "graphile-worker";
import { z } from "zod";

import type { Context, JobActor } from "@/lib/core/context";

import { TASKS } from "./jobs";
import { pruneMessages } from "./prune";
import { deliver } from "./sending/deliver";
import { wakeForgotten } from "./sending/wake-forgotten";
import { tellEvents } from "./telling/tell-events";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const DeliveryPayload = z.object({ deliveryId: z.string() });

/** What notifications do in the worker, in a pool of their own: a receiver that is slow must not hold up a deployment. */
export const notificationWork = ({ ctx }: { ctx: Context<JobActor> }) => ({
  tasks: {
    [TASKS.deliver]: (payload) => deliver(ctx, DeliveryPayload.parse(payload).deliveryId),
  } satisfies TaskList,
  repeated: [
    { name: "tell-events", everyMs: 1_000, run: () => tellEvents(ctx) },
    { name: "wake-forgotten-deliveries", everyMs: MINUTE_MS, run: () => wakeForgotten(ctx) },
    { name: "forget-messages", everyMs: HOUR_MS, run: () => pruneMessages(ctx) },
  ],
});
