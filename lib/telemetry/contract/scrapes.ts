import { z } from "zod";

import { Instant } from "@/lib/core/contract";

/** What is asked of one process: its page with metrics, and whose it is. */
export type ScrapeOrder = {
  /** Stays the same while the process is started again. */
  instanceId: string;
  placementId: string;
  releaseId: string;
  path: string;
  intervalMs: number;
  /** The address of this very process; undefined while there is none to ask, and then `trouble` says why. */
  directUrl: string | undefined;
  /** The name that people reach the service by: some servers answer to no other. */
  host: string;
  trouble: string;
};

/** More samples than this on one page, and nothing of it is taken. */
export const MOST_SCRAPED_SAMPLES = 20_000;
export const SCRAPE_TIMEOUT_MS = 10_000;

const DEFAULT_INTERVAL_MS = 30_000;

type Told = { metricsPath?: string | undefined; metricsIntervalSeconds?: number | undefined };
type MetricsPage = { path: string; intervalMs: number };

/** Where a process tells its metrics: as the settings of its service say, else as its release does; perhaps nowhere. */
export function metricsPageOf(settings: Told, release: MetricsPage | undefined): MetricsPage | undefined {
  const path = settings.metricsPath ?? release?.path;
  if (path === undefined) return undefined;
  const { metricsIntervalSeconds: seconds } = settings;
  return {
    path,
    intervalMs: seconds === undefined ? (release?.intervalMs ?? DEFAULT_INTERVAL_MS) : seconds * 1_000,
  };
}

export const ScrapesView = z.object({
  path: z.string().nullable().describe("As the settings of the service say, or its newest release."),
  intervalSeconds: z.number(),
  source: z
    .enum(["settings", "release"])
    .nullable()
    .describe(
      "Who says so: the settings, or `slipway.yaml` of a release. Null: nobody, and nothing is asked.",
    ),
  items: z
    .array(
      z.object({
        instanceId: z.string(),
        environment: z.string(),
        region: z.string(),
        releaseNumber: z.number(),
        path: z.string(),
        askedAt: Instant.nullable().describe("Null before the first answer."),
        durationMs: z.number().nullable(),
        samples: z.number().nullable(),
        problem: z.string().nullable().describe("Why the last time brought nothing."),
        readAt: Instant.nullable().describe("When a whole page was read last."),
      }),
    )
    .describe("Each process that runs now, by environment."),
});
export type ScrapesView = z.infer<typeof ScrapesView>;
