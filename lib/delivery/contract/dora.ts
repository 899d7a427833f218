import { z } from "zod";

const instant = z.iso.datetime();

/** How many days back delivery performance looks; today is the last of them. */
const DORA_DAYS = [30, 90, 365] as const;

export const ReadDora = z.object({
  days: z.coerce
    .number()
    .pipe(z.literal(DORA_DAYS))
    .default(90)
    .describe("Days of the calendar of `timeZone`, of which today is the last."),
  timeZone: z
    .string()
    .max(60)
    // PostgreSQL reads the sign of a bare offset the other way round.
    .refine(
      (name) => /^[A-Za-z]/.test(name) && isTimeZone(name),
      "This is no time zone, such as Europe/Berlin.",
    )
    .default("UTC")
    .describe("Where a day begins and ends."),
  service: z.string().max(100).optional().describe("Id or name."),
  team: z.string().max(100).optional().describe("Id or name: only services that it owns."),
});
export type ReadDora = z.infer<typeof ReadDora>;

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

const durations = {
  medianMs: z.number().nullable(),
  p95Ms: z
    .number()
    .nullable()
    .describe("95 % took no longer. Null for less than 20, which have no such part."),
};

export const DoraBucket = z.object({
  from: instant,
  to: instant.describe("Exclusive."),
  deliveries: z.number(),
  changes: z.number(),
  failures: z.number(),
  commits: z.number(),
  leadMedianMs: z.number().nullable(),
});
export type DoraBucket = z.infer<typeof DoraBucket>;

export const DoraView = z.object({
  from: instant,
  to: instant.describe("Exclusive: the end of today in the time zone."),
  days: z.number(),
  frequency: z.object({
    deliveries: z
      .number()
      .describe("Deployments to production that succeeded with another release, without rollbacks."),
    perDay: z.number(),
  }),
  leadTime: z.object({
    commits: z.number().describe("Commits that had their first production traffic in the period."),
    deployments: z.number().describe("Deployments that brought them."),
    ...durations,
    waitingShare: z
      .number()
      .nullable()
      .describe("Of all lead time, the part in which a finished release waited to be deployed."),
  }),
  changeFailure: z.object({
    changes: z
      .number()
      .describe("Deployments that moved production traffic to another release and succeeded or failed."),
    failures: z
      .number()
      .describe(
        "Of these, what failed after it had traffic, was rolled back from, or whose release is in quarantine.",
      ),
    rate: z.number().nullable(),
  }),
  recovery: z.object({
    failures: z.number(),
    recovered: z.number().describe("Of these, what does not serve any more: what the durations are made of."),
    ...durations,
  }),
  buckets: z.array(DoraBucket).describe("Oldest first: days for 30 days, else weeks that end with today."),
});
export type DoraView = z.infer<typeof DoraView>;
