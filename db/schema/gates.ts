import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";

import { id, instant, isTrue, lifecycle, oneOf } from "../columns";
import { APPROVAL_DECISIONS, type ApprovalDecision } from "../enums";
import { environments, services } from "./catalog";
import { deployments } from "./deployments";
import { users } from "./identity";
import { releases } from "./releases";

/** The way of a release through the environments: of one service, or the template of all that have none of their own. */
export const pipelines = pgTable(
  "pipelines",
  {
    id: id("pip"),
    serviceId: text("service_id").references(() => services.id, { onDelete: "cascade" }),
    /** As it was parsed; the text keeps the author's comments and order. */
    definition: jsonb("definition").$type<unknown>().notNull(),
    text: text("text").notNull(),
    version: integer("version").notNull().default(1),
    /** Whether a stage promotes or rolls back by itself: what automation looks for without reading definitions. */
    isAutomatic: boolean("is_automatic").notNull().default(false),
    updatedBy: text("updated_by").notNull(),
    updatedByName: text("updated_by_name").notNull(),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("pipelines_service_idx").on(t.serviceId),
    uniqueIndex("pipelines_template_idx")
      .on(sql`(${t.serviceId} is null)`)
      .where(sql`${t.serviceId} is null`),
  ],
);

/** Times in which nothing is deployed: of a service, of an environment, of both, or of everything. */
export const freezeWindows = pgTable(
  "freeze_windows",
  {
    id: id("frz"),
    name: text("name").notNull(),
    serviceId: text("service_id").references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id").references(() => environments.id, { onDelete: "cascade" }),
    /** Wall clock times, as they were parsed: what they mean in instants depends on the zone. */
    window: jsonb("window").$type<unknown>().notNull(),
    timeZone: text("time_zone").notNull(),
    blocksRollbacks: boolean("blocks_rollbacks").notNull().default(false),
    createdBy: text("created_by").notNull(),
    createdByName: text("created_by_name").notNull(),
    /** Only this time not: what lies before it does not freeze, and the next time it does again. */
    skippedUntil: instant("skipped_until"),
    /** It holds no more; kept, because deployments and the trail name it. */
    endedAt: instant("ended_at"),
    ...lifecycle,
  },
  (t) => [
    index("freeze_windows_in_force_idx")
      .on(t.id)
      .where(sql`${t.endedAt} is null`),
  ],
);

/** Automation keeps its hands off one place, because a person went back there. */
export const holds = pgTable(
  "holds",
  {
    id: id("hld"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    /** The deployment by which it came about; null when somebody placed it. */
    deploymentId: text("deployment_id").references(() => deployments.id, { onDelete: "set null" }),
    /** A release with a higher number ends it: the newest one that existed when it was placed. */
    untilReleaseNumber: integer("until_release_number").notNull(),
    reason: text("reason").notNull(),
    createdBy: text("created_by").notNull(),
    createdByName: text("created_by_name").notNull(),
    endedAt: instant("ended_at"),
    endedByName: text("ended_by_name"),
    endReason: text("end_reason"),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("holds_in_force_idx")
      .on(t.serviceId, t.environmentId)
      .where(sql`${t.endedAt} is null`),
  ],
);

/** A release that nobody deploys, neither people nor automation, without saying why. */
export const quarantines = pgTable(
  "quarantines",
  {
    id: id("qua"),
    releaseId: text("release_id")
      .notNull()
      .references(() => releases.id, { onDelete: "cascade" }),
    reason: text("reason").notNull(),
    /** An incident, an issue: where the story is told. */
    link: text("link"),
    createdBy: text("created_by").notNull(),
    createdByName: text("created_by_name").notNull(),
    endedAt: instant("ended_at"),
    endedByName: text("ended_by_name"),
    endReason: text("end_reason"),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("quarantines_in_force_idx")
      .on(t.releaseId)
      .where(sql`${t.endedAt} is null`),
  ],
);

/** What a person said to a deployment that waits. Bound to it: another release needs another yes. */
export const approvals = pgTable(
  "approvals",
  {
    id: id("apr"),
    deploymentId: text("deployment_id")
      .notNull()
      .references(() => deployments.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    userName: text("user_name").notNull(),
    decision: text("decision").$type<ApprovalDecision>().notNull(),
    comment: text("comment").notNull().default(""),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("approvals_person_idx").on(t.deploymentId, t.userId),
    oneOf("approvals_decision_check", t.decision, APPROVAL_DECISIONS),
    isTrue("approvals_comment_check", sql`${t.decision} = 'approved' or ${t.comment} <> ''`),
  ],
);
