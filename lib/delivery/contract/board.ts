import { z } from "zod";

import {
  BOARD_ORDERS,
  BOARD_STATES,
  DEPLOYMENT_KINDS,
  DEPLOYMENT_PHASES,
  DEPLOYMENT_STATUSES,
  DRIFT_KINDS,
  HEALTH_STATES,
} from "@/db/enums";
import { EnvironmentView, ListServices, ServiceView } from "@/lib/catalog/contract";
import { pageOf } from "@/lib/core/contract";

import { WaitingReason } from "./deployments";
import { ReleaseRef, ReleaseRow } from "./releases";

const instant = z.iso.datetime();

export const InFlight = z.object({
  id: z.string(),
  status: z.enum(DEPLOYMENT_STATUSES),
  kind: z.enum(DEPLOYMENT_KINDS),
  phase: z.enum(DEPLOYMENT_PHASES).nullable(),
  release: ReleaseRef,
  requestedByName: z.string(),
  createdAt: instant,
  startedAt: instant.nullable().describe("When it began to run; null while it waits."),
  waitingFor: z.array(WaitingReason).describe("While it waits at a gate; the gravest first."),
  waitingBehind: z.number().describe("Deployments that wait for this one."),
});
export type InFlight = z.infer<typeof InFlight>;

/** A cell of the pipeline board: one service in one environment. */
export const PlacementView = z.object({
  environmentId: z.string(),
  environment: z.string(),
  region: z.string(),
  release: ReleaseRef.nullable(),
  deploymentId: z.string().nullable(),
  liveSince: instant.nullable(),
  deployedByName: z.string().nullable(),
  health: z.enum(HEALTH_STATES),
  healthDetail: z.string().nullable(),
  url: z.string().nullable(),
  drift: z
    .object({
      kind: z.enum(DRIFT_KINDS),
      detail: z.string().describe("What should run and what was found, in one sentence."),
      since: instant,
    })
    .nullable()
    .describe("How what the target runs differs from what was deployed; null while a deployment is at work."),
  warm: z
    .object({ release: ReleaseRef, until: instant })
    .nullable()
    .describe(
      "A release that can serve again within a second, until then. Null also where going back to it is unsafe for the database or takes migrations back, and where it is in quarantine or was rolled back from.",
    ),
  inFlight: InFlight.nullable(),
  /** The newest attempt, when it did not succeed. */
  lastFailure: z
    .object({
      deploymentId: z.string(),
      release: ReleaseRef,
      status: z.enum(DEPLOYMENT_STATUSES),
      message: z.string(),
      at: instant,
    })
    .nullable(),
  /** Numbers of the version that it runs with and of the newest; null while both configure it alike. */
  configurationChange: z.object({ deployed: z.number(), current: z.number() }).nullable(),
  /** Against the environment before it in the order (for the first: against the newest ready release, also while nothing runs). */
  behind: z
    .object({
      releases: z.number().describe("How many that were built: what failed to build is not counted."),
      candidate: ReleaseRef,
      wasRolledBack: z.boolean().describe("The candidate has served here and was rolled back from."),
      failed: z
        .object({ deploymentId: z.string(), message: z.string() })
        .nullable()
        .describe("The candidate's last attempt here, where that one failed."),
      isQuarantined: z.boolean().describe("Nobody deploys the candidate without overriding its quarantine."),
    })
    .nullable(),
});
export type PlacementView = z.infer<typeof PlacementView>;

export const ServiceRow = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  placements: z.array(PlacementView).describe("One per environment, in order of promotion."),
});
export type ServiceRow = z.infer<typeof ServiceRow>;

/** How many services there are, and of how many something is true in at least one environment. */
export const BoardSummary = z.object({
  services: z.number(),
  failing: z.number(),
  behind: z.number(),
  inFlight: z.number(),
});
export type BoardSummary = z.infer<typeof BoardSummary>;

export const Board = z.object({
  environments: z.array(EnvironmentView),
  summary: BoardSummary.nullable().describe(
    "Over all services, whatever the filter; on the first page only.",
  ),
  services: pageOf(ServiceRow),
});
export type Board = z.infer<typeof Board>;

export const ListBoard = ListServices.extend({
  state: z
    .enum(BOARD_STATES)
    .optional()
    .describe("Only services that are so in at least one environment; `action` is failing or behind."),
  environment: z
    .string()
    .max(100)
    .optional()
    .describe("Id or name: what `state` and the order look at. Without `state`, what runs there."),
  order: z
    .enum(BOARD_ORDERS)
    .default("name")
    .describe(
      "`urgency` puts first what needs action: failures, the later environment first, then what waits.",
    ),
});
export type ListBoard = z.infer<typeof ListBoard>;

export const ServiceDetail = ServiceView.extend({
  environments: z.array(PlacementView.extend({ name: z.string(), status: z.enum(HEALTH_STATES) })),
  newestReleases: z.array(ReleaseRow).describe("At most ten, newest first."),
});
export type ServiceDetail = z.infer<typeof ServiceDetail>;
