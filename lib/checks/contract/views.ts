import { z } from "zod";

import { CHECK_KINDS, CHECK_MOMENTS, CHECK_RUN_STATUSES, CHECK_STATUSES } from "@/db/enums";

const instant = z.iso.datetime();

/** What one attempt said; every attempt is kept, not only the last. */
export const CheckAttempt = z.object({
  status: z.enum(CHECK_STATUSES),
  durationMs: z.number(),
  actual: z.string(),
});
export type CheckAttempt = z.infer<typeof CheckAttempt>;

export const CheckResultView = z.object({
  name: z.string(),
  kind: z.enum(CHECK_KINDS),
  status: z.enum(CHECK_STATUSES),
  durationMs: z.number(),
  expected: z.string(),
  actual: z.string(),
  reproduce: z.string().describe("A command line that asks the same; secrets are names of variables in it."),
  attempts: z.array(CheckAttempt),
});
export type CheckResultView = z.infer<typeof CheckResultView>;

export const CheckRunRow = z.object({
  id: z.string(),
  serviceId: z.string(),
  environment: z.string(),
  region: z.string(),
  releaseId: z.string().nullable(),
  releaseNumber: z.number().nullable(),
  deploymentId: z.string().nullable(),
  moment: z.enum(CHECK_MOMENTS),
  onlyCheck: z.string().nullable().describe("The one check it was asked for; null for all that apply."),
  status: z.enum(CHECK_RUN_STATUSES),
  trouble: z.string().nullable().describe("Why the run itself could not be carried out."),
  requestedByName: z.string(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  counts: z.object({ passed: z.number(), failed: z.number(), errored: z.number(), skipped: z.number() }),
});
export type CheckRunRow = z.infer<typeof CheckRunRow>;

export const CheckRunView = CheckRunRow.extend({
  serviceName: z.string(),
  total: z.number().describe("How many checks it holds; `results` grows to this."),
  results: z.array(CheckResultView),
});
export type CheckRunView = z.infer<typeof CheckRunView>;

/** What monitors say of the release that serves: one word for all of them, and the worst one's sentence. */
export const MonitorVerdict = z.object({
  status: z
    .enum(["passed", "failed", "errored", "none"])
    .describe("`failed` and `errored` mean an outage; `none` that no monitor has answered since the switch."),
  consecutiveFailures: z.number(),
  message: z.string(),
});
export type MonitorVerdict = z.infer<typeof MonitorVerdict>;

/** What one check last said of one release in one environment. */
export const CheckVerdict = z.object({
  name: z.string(),
  status: z.enum([...CHECK_STATUSES, "none"]).describe("`none`: it has not run for this release there."),
  at: instant.nullable(),
});
export type CheckVerdict = z.infer<typeof CheckVerdict>;

/** The newest result of one check in one region of an environment; those of a gate before traffic are of nothing that served. */
export const LatestResult = CheckResultView.omit({ attempts: true }).extend({
  environment: z.string(),
  region: z.string(),
  runId: z.string(),
  at: instant,
  attempts: z.number().describe("How many it took, the last one included."),
  consecutiveFailures: z
    .number()
    .describe("Results in a row that were failed or errored, this one included."),
});
export type LatestResult = z.infer<typeof LatestResult>;

const DefinedCheck = z.object({
  name: z.string(),
  kind: z.enum(CHECK_KINDS),
  source: z.enum(["slipway.yaml", "portal"]),
  summary: z.string(),
  when: z.array(z.enum(CHECK_MOMENTS)),
  every: z.string().nullable(),
  retries: z.number().describe("Further attempts after one that did not pass."),
  environments: z.array(z.string()).describe("Where it applies."),
  text: z.string().describe("The definition as YAML."),
});
export type DefinedCheck = z.infer<typeof DefinedCheck>;

export const ChecksView = z.object({
  checks: z.array(DefinedCheck),
  environments: z.array(
    z.object({ name: z.string(), releaseNumber: z.number().nullable(), url: z.string().nullable() }),
  ),
  latest: z.array(LatestResult),
});
export type ChecksView = z.infer<typeof ChecksView>;
