import { z } from "zod";

import { CRON_RUN_STATUSES, CRON_STATUSES } from "@/db/enums";
import { Instant, pageOf } from "@/lib/core/contract";
import { ReleaseRef } from "@/lib/delivery/contract";

/** So many runs stand beside a monitor in a list. */
export const RUNS_SHOWN = 30;

const RunMark = z.object({
  id: z.string(),
  status: z.enum(CRON_RUN_STATUSES),
  startedAt: Instant.describe("Of one that did not begin: when it was due."),
  durationMs: z.number().nullable(),
});
export type RunMark = z.infer<typeof RunMark>;

export const RunView = RunMark.extend({
  endedAt: Instant.nullable(),
  release: ReleaseRef.nullable(),
  traceId: z.string().nullable().describe("The trace that it was part of, where spans of it are kept."),
});
export type RunView = z.infer<typeof RunView>;
export const RunsView = pageOf(RunView);
export type RunsView = z.infer<typeof RunsView>;

export const MonitorView = z.object({
  id: z.string(),
  slug: z.string(),
  environment: z.string(),
  status: z
    .enum(CRON_STATUSES)
    .describe("By the last run that ended or should have begun; `waiting` before the first one has."),
  schedule: z
    .object({
      expression: z.string().describe("As it was sent."),
      words: z.string(),
      timeZone: z.string(),
      isReadable: z.boolean().describe("Whether it says when the next run is due."),
    })
    .nullable()
    .describe("Null while no check-in has told it: then nothing counts as missed."),
  marginMinutes: z.number(),
  maxRuntimeMinutes: z.number(),
  lastCheckInAt: Instant,
  release: ReleaseRef.nullable().describe("Which sent the last check-in."),
  runningSince: Instant.nullable().describe("When its newest run began, if that is under way."),
  nextExpectedAt: Instant.nullable(),
  recent: z.array(RunMark).describe(`The last ${RUNS_SHOWN} runs, the oldest first.`),
});
export type MonitorView = z.infer<typeof MonitorView>;
export const MonitorsView = pageOf(MonitorView);
export type MonitorsView = z.infer<typeof MonitorsView>;
