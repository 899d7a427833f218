import { z } from "zod";

import {
  DEPLOYMENT_PHASES,
  DEPLOYMENT_STATUSES,
  RELEASE_SET_KINDS,
  RELEASE_SET_STATUSES,
  SET_MEMBER_STATUSES,
} from "@/db/enums";
import { Cursor, Limit } from "@/lib/core/contract";

import { Blocker, PlannedMigrations } from "./plans";
import { ReleaseRef } from "./releases";

const instant = z.iso.datetime();
const Named = z.object({ id: z.string(), name: z.string() });
/** More would not be reviewed by anybody, and each is planned one by one. */
const MAXIMUM_MEMBERS = 50;

// --- requests ------------------------------------------------------------------------------------------------------

const services = z
  .array(z.string())
  .max(MAXIMUM_MEMBERS, `Choose at most ${MAXIMUM_MEMBERS} services.`)
  .refine((all) => new Set(all).size === all.length, "Name each service once.")
  .describe("Ids or names.");

export const SetCandidates = z.object({ from: z.string(), to: z.string() });
export type SetCandidates = z.infer<typeof SetCandidates>;

export const PlanReleaseSet = SetCandidates.extend({
  services: z
    .union([
      services,
      z
        .string()
        .transform((text) => text.split(",").filter(Boolean))
        .pipe(services),
    ])
    .describe("Ids or names, separated by commas."),
});
export type PlanReleaseSet = z.infer<typeof PlanReleaseSet>;

export const StartReleaseSet = z.object({
  from: z.string(),
  to: z.string(),
  services: z
    .array(
      z.object({
        service: z.string(),
        releaseId: z.string().optional().describe("What was reviewed as running in `from`."),
        expectedReleaseId: z
          .string()
          .nullable()
          .optional()
          .describe("What was reviewed as serving in `to`; null for nothing."),
      }),
    )
    .min(1, "Choose at least one service.")
    .max(MAXIMUM_MEMBERS, `Choose at most ${MAXIMUM_MEMBERS} services.`),
  reason: z.string().trim().max(500).default(""),
});
export type StartReleaseSet = z.infer<typeof StartReleaseSet>;

export const ContinueReleaseSet = z.object({
  id: z.string(),
  failed: z.enum(["retry", "skip"]).describe("Whether the members that failed are tried again, or left out."),
});
export type ContinueReleaseSet = z.infer<typeof ContinueReleaseSet>;

export const RollBackReleaseSet = z.object({
  id: z.string(),
  reason: z.string().trim().min(1, "Say why, in a few words.").max(500),
});
export type RollBackReleaseSet = z.infer<typeof RollBackReleaseSet>;

export const CancelReleaseSet = z.object({ id: z.string() });
export type CancelReleaseSet = z.infer<typeof CancelReleaseSet>;

export const ListReleaseSets = z.object({ cursor: Cursor, limit: Limit });
export type ListReleaseSets = z.infer<typeof ListReleaseSets>;

// --- views ---------------------------------------------------------------------------------------------------------

/** A service that runs another release in `from` than in `to`. */
export const SetCandidate = z.object({
  service: Named,
  release: ReleaseRef.describe("What runs in `from`."),
  replaces: ReleaseRef.nullable().describe("What serves in `to`."),
  isBehind: z.boolean().describe("`to` serves an older release, so that a set would usually hold it."),
  needs: z.array(z.string()).describe("Names of other candidates that it depends on, directly or not."),
});
export type SetCandidate = z.infer<typeof SetCandidate>;

export const PlannedMember = z.object({
  service: Named,
  release: ReleaseRef.nullable(),
  replaces: ReleaseRef.nullable(),
  estimateMs: z.number().nullable(),
  migrations: PlannedMigrations.nullable().describe(
    "What it does to the database of `to`; null for nothing.",
  ),
  allowed: z.boolean(),
  blockers: z.array(Blocker),
});
export type PlannedMember = z.infer<typeof PlannedMember>;

export const ReleaseSetPlan = z.object({
  from: z.string(),
  to: z.string(),
  waves: z
    .array(z.array(PlannedMember))
    .describe("Each begins when everything in the one before has succeeded."),
  warnings: z
    .array(z.string())
    .describe("What is left out although something of the set needs it, and circles."),
  estimateMs: z.number().nullable().describe("The slowest member of each wave, added up; null is not known."),
  allowed: z.boolean(),
});
export type ReleaseSetPlan = z.infer<typeof ReleaseSetPlan>;

export const ReleaseSetRow = z.object({
  id: z.string(),
  kind: z.enum(RELEASE_SET_KINDS),
  from: z.string().nullable(),
  to: z.string(),
  status: z.enum(RELEASE_SET_STATUSES),
  trouble: z.string().nullable().describe("Why it does not go on."),
  reason: z.string(),
  requestedByName: z.string(),
  createdAt: instant,
  finishedAt: instant.nullable(),
  services: z.array(z.string()),
  succeeded: z.number().describe("How many of its services are done."),
});
export type ReleaseSetRow = z.infer<typeof ReleaseSetRow>;

export const SetMemberView = z.object({
  service: Named,
  release: ReleaseRef,
  replaces: ReleaseRef.nullable().describe("What served when the set was asked for."),
  status: z.enum(SET_MEMBER_STATUSES),
  trouble: z.string().nullable(),
  deployment: z
    .object({
      id: z.string(),
      status: z.enum(DEPLOYMENT_STATUSES),
      phase: z.enum(DEPLOYMENT_PHASES).nullable(),
    })
    .nullable(),
});
export type SetMemberView = z.infer<typeof SetMemberView>;

export const ReleaseSetView = ReleaseSetRow.extend({
  waves: z.array(z.array(SetMemberView)),
  rollbackOf: z.string().nullable(),
  rollbacks: z.array(z.string()).describe("Ids of the sets that took it back."),
  hasWayBack: z
    .boolean()
    .describe("Something of it serves still that replaced another release; its rollback plan says more."),
});
export type ReleaseSetView = z.infer<typeof ReleaseSetView>;

/** What rolling a set back means for one of its services. */
export const PlannedReturn = z.object({
  service: Named,
  release: ReleaseRef.nullable().describe("What served before, as far as anything did."),
  whyNot: z.string().nullable().describe("Why it stays as it is."),
  takesMigrationsBack: z.boolean(),
});
export type PlannedReturn = z.infer<typeof PlannedReturn>;
