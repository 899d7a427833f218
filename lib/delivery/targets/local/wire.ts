import { z } from "zod";

import { OutputBatch, TrafficBatch } from "@/lib/telemetry/contract";

import {
  Fenced,
  REJECTION_CODES,
  ReleaseRejected,
  type Placement,
  type ReportLine,
  type Rollout,
  type Started,
  TargetUnavailable,
} from "../target";

/** What crosses the control socket between the adapter and the daemon; both sides parse what they receive. */

/** Ids become folder names, so nothing else may be in them. */
export const idSchema = z
  .string()
  .regex(/^[\w.-]{1,80}$/)
  .refine((id) => !id.startsWith("."));

export const placementSchema = z.object({
  id: idSchema,
  service: z.string().min(1),
  environment: z.string().min(1),
  region: z.string().min(1),
  primary: z.boolean().optional(),
}) satisfies z.ZodType<Placement>;

const durationMs = z.number().int().min(0);

export const rolloutSchema = z.object({
  deploymentId: idSchema,
  fence: z.number().int(),
  placement: placementSchema,
  release: z.object({
    id: z.string().min(1),
    artifact: z.object({ kind: z.literal("directory"), path: z.string().min(1) }),
    plan: z.object({
      serve: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("process"), command: z.string().min(1), portVariable: z.string().min(1) }),
        z.object({ kind: z.literal("static"), directory: z.string(), singlePage: z.boolean() }),
      ]),
      workingDirectory: z.string(),
      readiness: z.object({
        probe: z.discriminatedUnion("kind", [
          z.object({
            kind: z.literal("http"),
            path: z.string(),
            expect: z.enum(["any_below_500", "success"]),
          }),
          z.object({ kind: z.literal("tcp") }),
        ]),
        intervalMs: durationMs.min(10),
        timeoutMs: durationMs.min(10),
        deadlineMs: durationMs,
      }),
      migrateCommand: z.string().optional(),
    }),
  }),
  environmentVariables: z.record(z.string(), z.string()),
  /** A worker of an earlier version says nothing of it. */
  telemetryVariables: z.record(z.string(), z.string()).optional(),
  secretVariables: z.array(z.string()).optional(),
  configurationId: z.string().optional(),
  reuseWarm: z.boolean(),
  settleMs: durationMs,
  drainMs: durationMs,
  warmMs: durationMs,
}) satisfies z.ZodType<Rollout>;

export const abandonSchema = rolloutSchema.pick({ deploymentId: true, placement: true, fence: true });

export const failureSchema = z.object({
  name: z.enum(["ReleaseRejected", "TargetUnavailable", "Fenced"]),
  code: z.enum(REJECTION_CODES).optional(),
  message: z.string(),
  logTail: z.array(z.string()).optional(),
});
export type Failure = z.infer<typeof failureSchema>;

const lineSchema = z.object({
  stream: z.enum(["system", "stdout", "stderr"]),
  text: z.string(),
  at: z.string(),
}) satisfies z.ZodType<ReportLine>;

const startedSchema = z.object({
  url: z.string(),
  directUrl: z.string().optional(),
  reusedWarm: z.boolean(),
  startedAt: z.string(),
  readyAt: z.string(),
}) satisfies z.ZodType<Started>;

/** One line of a streamed answer. `epoch` changes when the daemon restarts, and with it the meaning of `sequence`. */
export const streamEventSchema = z.union([
  z.object({ type: z.literal("line"), epoch: z.string(), sequence: z.number(), line: lineSchema }),
  z.object({ type: z.literal("alive") }),
  z.object({ type: z.literal("done"), started: startedSchema.optional() }),
  z.object({ type: z.literal("failed"), failure: failureSchema }),
]);
export type StreamEvent = z.infer<typeof streamEventSchema>;

const runningSchema = z.object({
  instanceId: z.string().optional(),
  directUrl: z.string().optional(),
  deploymentId: z.string(),
  releaseId: z.string(),
  configurationId: z.string().optional(),
  state: z.enum(["starting", "ready", "unhealthy", "restarting", "stopped"]),
  since: z.string(),
  restarts: z.number(),
  problem: z.string().optional(),
});

export const observationsSchema = z.array(
  z.object({
    placementId: z.string(),
    highestFence: z.number(),
    url: z.string(),
    serving: runningSchema.optional(),
    warm: z.array(runningSchema.extend({ warmUntil: z.string() })),
    starting: z.array(runningSchema),
    draining: z.array(z.object({ releaseId: z.string(), openRequests: z.number(), until: z.string() })),
  }),
);

export const healthSchema = z.object({
  ok: z.boolean(),
  message: z.string(),
  version: z.string(),
  pid: z.number(),
  gatewayPort: z.number(),
  uptimeMs: z.number(),
  counts: z.object({ placements: z.number(), serving: z.number(), warm: z.number(), starting: z.number() }),
  gateway: z.object({
    requests: z.number(),
    upgrades: z.number(),
    open: z.number(),
    held: z.number(),
    retried: z.number(),
    badGateway: z.number(),
    unavailable: z.number(),
    unknownHost: z.number(),
  }),
});
export type Health = z.infer<typeof healthSchema>;

export const trafficSchema = z.object({ batches: z.array(TrafficBatch) });
export const outputSchema = z.object({ batches: z.array(OutputBatch) });
/** Batches that are in the database now. */
export const forgetSchema = z.object({ forget: z.array(z.string()) });

export function failureOf(error: unknown): Failure {
  if (error instanceof ReleaseRejected)
    return { name: "ReleaseRejected", code: error.code, message: error.message, logTail: [...error.logTail] };
  if (error instanceof Fenced) return { name: "Fenced", message: error.message };
  return { name: "TargetUnavailable", message: error instanceof Error ? error.message : String(error) };
}

export function errorOf(failure: Failure): Error {
  switch (failure.name) {
    case "ReleaseRejected":
      return new ReleaseRejected(failure.code ?? "exited", failure.message, failure.logTail);
    case "Fenced":
      return new Fenced(failure.message);
    case "TargetUnavailable":
      return new TargetUnavailable(failure.message);
  }
}
