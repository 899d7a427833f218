import { boolean, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

import { instant } from "../columns";
import { environments, services } from "./catalog";
import { deployments } from "./deployments";

/**
 * When each commit of a service first had production traffic, and by which deployment: what lead time is measured by.
 * Written with the switch, once per commit, where the environment is production at that time.
 */
export const deliveredCommits = pgTable(
  "delivered_commits",
  {
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    sha: text("sha").notNull(),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "restrict" }),
    deploymentId: text("deployment_id")
      .notNull()
      .references(() => deployments.id, { onDelete: "cascade" }),
    /** Of the release that brought it: everything up to that number is delivered. */
    releaseNumber: integer("release_number").notNull(),
    authoredAt: instant("authored_at").notNull(),
    deliveredAt: instant("delivered_at").notNull(),
    leadSeconds: integer("lead_seconds").notNull(),
    /** The part of it in which the finished release waited for somebody to ask for it, or for its turn. */
    waitingSeconds: integer("waiting_seconds").notNull(),
    /** True for one commit of each deployment, so that deployments can be counted without telling them apart. */
    isFirstOfDeployment: boolean("is_first_of_deployment").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.serviceId, t.sha] }),
    index("delivered_commits_time_idx").on(
      t.deliveredAt,
      t.leadSeconds,
      t.waitingSeconds,
      t.isFirstOfDeployment,
    ),
    index("delivered_commits_deployment_idx").on(t.deploymentId),
  ],
);
