import { z } from "zod";

import { WEEKDAYS } from "@/db/enums";

import { TimeZone, Window } from "./windows";

const reason = z.string().trim().min(1, "Say why, in a few words.").max(500);
const link = z
  .url({ protocol: /^https?$/, error: "Give a web address, such as that of the incident." })
  .max(1_000);

export const SavePipeline = z.object({
  serviceId: z.string().optional().describe("Absent: the template of all services without one of their own."),
  text: z.string().min(1).max(50_000).describe("YAML."),
  expectedVersion: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe(
      "The version that was looked at; 0 for none. When another one is stored by now, it is refused.",
    ),
});
export type SavePipeline = z.infer<typeof SavePipeline>;

export const ResetPipeline = z.object({ serviceId: z.string().optional() });
export type ResetPipeline = z.infer<typeof ResetPipeline>;

export const CreateFreeze = z.object({
  name: z.string().trim().min(1, "Say what it is for.").max(100),
  service: z.string().optional().describe("Id or name; absent for every service."),
  environment: z.string().optional().describe("Name; absent for every environment."),
  window: Window,
  timeZone: TimeZone,
  blocksRollbacks: z.boolean().default(false),
});
export type CreateFreeze = z.infer<typeof CreateFreeze>;

/** A window as the words of an address. */
export const PreviewWindow = z.object({
  kind: z.enum(["once", "daily", "weekly", "yearly"]),
  from: z.string(),
  until: z.string(),
  days: z
    .preprocess(
      (value) => (typeof value === "string" ? value.split(",").filter(Boolean) : value),
      z.array(z.enum(WEEKDAYS)),
    )
    .optional()
    .describe("For a daily one."),
  timeZone: TimeZone,
});
export type PreviewWindow = z.infer<typeof PreviewWindow>;

export const EndFreeze = z.object({ id: z.string() });
export type EndFreeze = z.infer<typeof EndFreeze>;

export const SkipFreeze = z.object({ id: z.string() });
export type SkipFreeze = z.infer<typeof SkipFreeze>;

export const PlaceHold = z.object({ serviceId: z.string(), environment: z.string(), reason });
export type PlaceHold = z.infer<typeof PlaceHold>;

export const ReleaseHold = z.object({
  serviceId: z.string(),
  environment: z.string(),
  reason: z.string().trim().max(500).default(""),
});
export type ReleaseHold = z.infer<typeof ReleaseHold>;

export const QuarantineRelease = z.object({ releaseId: z.string(), reason, link: link.optional() });
export type QuarantineRelease = z.infer<typeof QuarantineRelease>;

export const LiftQuarantine = z.object({ releaseId: z.string(), reason });
export type LiftQuarantine = z.infer<typeof LiftQuarantine>;
