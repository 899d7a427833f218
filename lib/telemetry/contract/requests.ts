import { z } from "zod";

import { Instant } from "@/lib/core/contract";

/** How far back a page of traffic looks, until now. */
export const RED_RANGES = ["1h", "6h", "24h", "7d"] as const;
export type RedRange = (typeof RED_RANGES)[number];

const range = z
  .enum(RED_RANGES)
  .optional()
  .describe(
    "How far back, until now. Default: an hour while the first request there came within it, else six, also where there was none.",
  );
const environment = z
  .string()
  .min(1)
  .optional()
  .describe(
    "Default: production if anything was measured there, else the last environment in which there was.",
  );

export const ReadRed = z.object({ environment, range });
export type ReadRed = z.input<typeof ReadRed>;

const releaseNumber = z.coerce.number().int().positive().optional();
export const CompareReleases = z.object({
  environment,
  range,
  base: releaseNumber.describe("Number of a release. Default: the one before `other`."),
  other: releaseNumber.describe("Number of a release. Default: the newest one that was asked anything."),
  align: z
    .enum(["moment", "start"])
    .optional()
    .describe(
      "`moment`: at the same time. `start`: by the time since the first request of each. Default: `moment` when both answered at once, else `start`.",
    ),
});
export type CompareReleases = z.input<typeof CompareReleases>;

export const ListOperations = z.object({
  environment,
  range,
  release: z.string().min(1).optional().describe("Only requests that this release answered."),
});
export type ListOperations = z.input<typeof ListOperations>;

export const ReadMetric = z.object({
  metric: z.enum(["requests", "errors", "duration"]),
  quantile: z.coerce.number().min(0).max(1).default(0.95).describe("For `duration`."),
  environment: z.string().min(1).optional().describe("Default: all, a series for each."),
  release: z.string().min(1).optional().describe("Default: all, a series for each."),
  from: Instant.optional().describe("Default: an hour before `to`."),
  to: Instant.optional().describe("Default: now."),
  step: z
    .string()
    .regex(/^\d{1,6}[smhd]?$/, "Use a number of seconds, or 90s, 5m, 1h, 1d.")
    .optional()
    .describe("Seconds, or 5m, 1h, 1d; rounded up to what is kept for that time. Default: about 100 points."),
});
export type ReadMetric = z.input<typeof ReadMetric>;
