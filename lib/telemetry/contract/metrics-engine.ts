import { z } from "zod";

import { Instant } from "@/lib/core/contract";

/** The other engine that metrics go to, and whether it says the same as our own database. */
export const CompareMetrics = z.object({
  hours: z.coerce.number().int().min(1).max(24).default(3).describe("Whole hours that were written."),
});
export type CompareMetrics = z.input<typeof CompareMetrics>;

export const MetricsComparison = z.object({
  mode: z.enum(["off", "dual", "prometheus"]).describe("`SLIPWAY_METRICS_MODE`."),
  engine: z
    .object({
      writeUrl: z.string(),
      sentUntil: Instant.describe("All minutes before it were written, or refused for good."),
      sentSamples: z.number(),
      lostSamples: z
        .number()
        .describe("What the engine does not have: refused for good, or told of once its hour was written."),
      failures: z.number().describe("Tries in a row that failed."),
      lastError: z.string().nullable(),
      lastErrorAt: Instant.nullable(),
    })
    .nullable()
    .describe("Null when metrics go nowhere else, or nothing was written yet."),
  from: Instant,
  to: Instant,
  problem: z.string().nullable().describe("Why the engine could not be asked."),
  items: z.array(
    z.object({
      metric: z.string(),
      aggregation: z.string(),
      service: z.string(),
      here: z.number().nullable(),
      there: z.number().nullable(),
      differencePercent: z.number().nullable().describe("Of what is here; null where that is nothing."),
    }),
  ),
});
export type MetricsComparison = z.infer<typeof MetricsComparison>;
