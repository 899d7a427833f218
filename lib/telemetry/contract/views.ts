import { z } from "zod";

import { DEPLOYMENT_KINDS } from "@/db/enums";
import { Instant } from "@/lib/core/contract";

import { RED_RANGES } from "./requests";

const range = z.enum(RED_RANGES).describe("The period that was asked for, else the one that fits.");

const MeasuredRelease = z.object({
  id: z.string(),
  number: z.number(),
  version: z.string().nullable(),
  commitSha: z.string().nullable(),
  subject: z.string().nullable(),
  authorName: z.string().nullable(),
  createdAt: Instant,
});
export type MeasuredRelease = z.infer<typeof MeasuredRelease>;

export const Figures = z.object({
  requests: z.number(),
  errors: z.number(),
  errorRate: z.number().nullable().describe("Share of all requests, 0 to 1; null where there were none."),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
});
export type Figures = z.infer<typeof Figures>;

const value = z.number().nullable();
const ReleaseSeries = z.object({
  perMinute: z.array(value),
  errorRate: z.array(value),
  p50Ms: z.array(value),
  p95Ms: z.array(value),
  p99Ms: z.array(value),
});

export const ReleaseTraffic = Figures.extend({
  key: z
    .string()
    .describe("Id of the release; `none` where no release answered, `others` for older ones together."),
  release: MeasuredRelease.nullable(),
  firstAt: Instant,
  lastAt: Instant,
  series: ReleaseSeries.describe("One entry per instant of the view; null where the release had no part."),
});
export type ReleaseTraffic = z.infer<typeof ReleaseTraffic>;

export const DeployMarker = z.object({
  deploymentId: z.string(),
  at: Instant,
  kind: z.enum(DEPLOYMENT_KINDS),
  releaseNumber: z.number(),
});
export type DeployMarker = z.infer<typeof DeployMarker>;

const Elsewhere = Figures.pick({ requests: true, errors: true, errorRate: true }).extend({
  environment: z.string(),
});
export type Elsewhere = z.infer<typeof Elsewhere>;

export const RedView = z.object({
  environments: z.array(z.string()).describe("Where anything was measured, in order of promotion."),
  environment: z.string().nullable().describe("Null when nothing was ever measured."),
  elsewhere: z
    .array(Elsewhere)
    .describe("The other environments that were asked anything in this time, in order of promotion."),
  range,
  from: Instant,
  to: Instant,
  stepSeconds: z.number(),
  total: Figures,
  perMinute: z.number(),
  uncounted: z
    .number()
    .describe("Requests that were answered and not counted, because nobody took the counts over."),
  instants: z.array(Instant).describe("Beginnings of the steps of each series."),
  releases: z.array(ReleaseTraffic).describe("Newest first."),
  markers: z.array(DeployMarker),
});
export type RedView = z.infer<typeof RedView>;

const ComparedRelease = Figures.extend({
  release: MeasuredRelease,
  startedAt: Instant.nullable().describe("Its first request in this environment; null when there was none."),
  from: Instant.describe("Where its steps begin."),
  perMinute: z.number(),
  series: ReleaseSeries,
});
export type ComparedRelease = z.infer<typeof ComparedRelease>;

export const ReleaseComparison = z.object({
  environment: z.string().nullable(),
  choices: z
    .array(MeasuredRelease.pick({ number: true, version: true }))
    .describe("Releases that were ever asked anything there, newest first; the first 50."),
  alignment: z.enum(["moment", "start"]),
  ranTogether: z.boolean().describe("Whether both answered in the same steps of this period."),
  stepSeconds: z.number(),
  offsets: z.array(z.number()).describe("Seconds after `from` of each side at which the steps begin."),
  sharedSeconds: z
    .number()
    .describe("Over how much time both are counted: the figures are those of that time alone."),
  base: ComparedRelease.nullable(),
  other: ComparedRelease.nullable(),
});
export type ReleaseComparison = z.infer<typeof ReleaseComparison>;

export const OperationView = Figures.extend({
  id: z.number(),
  method: z.string(),
  route: z
    .string()
    .describe("`(other)`: paths that nobody answered but with 404, and routes beyond the cap."),
  perMinute: z.number(),
  timeShare: z.number().nullable().describe("Its part of all the time that was spent answering, 0 to 1."),
});
export type OperationView = z.infer<typeof OperationView>;

export const OperationsView = z.object({
  environments: z.array(z.string()),
  environment: z.string().nullable(),
  range,
  from: Instant,
  to: Instant,
  items: z.array(OperationView).describe("Those with the most requests first."),
});
export type OperationsView = z.infer<typeof OperationsView>;

export const MetricView = z.object({
  stepSeconds: z.number(),
  series: z.array(
    z.object({
      labels: z.object({ environment: z.string(), release: z.string().nullable() }),
      points: z.array(z.tuple([Instant, z.number()])),
    }),
  ),
});
export type MetricView = z.infer<typeof MetricView>;
