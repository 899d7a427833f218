import { z } from "zod";

import { VariableRule } from "@/lib/configuration/contract";

import type {
  Artifact as ArtifactType,
  MetricsPage as MetricsPageType,
  Readiness,
  RunPlan as RunPlanType,
} from "./target";

/** The stored forms of the port's types: what a release row holds is parsed before a target sees it. */
export const Artifact = z.object({
  kind: z.literal("directory"),
  path: z.string(),
}) satisfies z.ZodType<ArtifactType>;

const ReadinessSchema = z.object({
  probe: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("http"), path: z.string(), expect: z.enum(["success", "any_below_500"]) }),
    z.object({ kind: z.literal("tcp") }),
  ]),
  intervalMs: z.number(),
  timeoutMs: z.number(),
  deadlineMs: z.number(),
}) satisfies z.ZodType<Readiness>;

export const MetricsPage = z.object({
  path: z.string(),
  intervalMs: z.number(),
}) satisfies z.ZodType<MetricsPageType>;

export const RunPlan = z.object({
  serve: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("process"), command: z.string(), portVariable: z.string() }),
    z.object({ kind: z.literal("static"), directory: z.string(), singlePage: z.boolean() }),
  ]),
  workingDirectory: z.string(),
  readiness: ReadinessSchema,
  migrateCommand: z.string().optional(),
  migrateStatusCommand: z.string().optional(),
  migrateDownCommand: z.string().optional(),
  variables: z.array(VariableRule).optional(),
  metrics: MetricsPage.optional(),
}) satisfies z.ZodType<RunPlanType>;
