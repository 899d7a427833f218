import { sql } from "drizzle-orm";
import { boolean, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";

import { id, instant, isTrue, oneOf } from "../columns";
import { CONFIGURATION_ORIGINS, type ConfigurationOrigin } from "../enums";
import { environments, services } from "./catalog";

/**
 * What a service is configured with in one environment, append-only: a change writes the whole set again under the next
 * number, so that a deployment can name what it ran with. The highest number is what the next deployment gets.
 */
export const configurationVersions = pgTable(
  "configuration_versions",
  {
    id: id("cfg"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    origin: text("origin").$type<ConfigurationOrigin>().notNull(),
    reason: text("reason").notNull().default(""),
    /** sha256 over keys and value hashes: two versions with the same one configure a process alike. */
    digest: text("digest").notNull(),
    createdBy: text("created_by").notNull(),
    createdByName: text("created_by_name").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    // Of two changes at the same moment one gets the number, and the other looks again.
    uniqueIndex("configuration_versions_number_idx").on(t.serviceId, t.environmentId, t.number),
    oneOf("configuration_versions_origin_check", t.origin, CONFIGURATION_ORIGINS),
    isTrue("configuration_versions_number_check", sql`${t.number} > 0`),
  ],
);

/** The variables of a version. All values are sealed; only those that are not secret are ever shown. */
export const configurationEntries = pgTable(
  "configuration_entries",
  {
    versionId: text("version_id")
      .notNull()
      .references(() => configurationVersions.id, { onDelete: "cascade" }),
    key: text("key").notNull(),
    isSecret: boolean("is_secret").notNull(),
    /** v1.<iv>.<tag>.<ciphertext>, AES-256-GCM, base64url; bound to service, environment and key. */
    sealedValue: text("sealed_value").notNull(),
    /** Keyed hash of the value: tells whether two values differ without showing either. */
    valueHash: text("value_hash").notNull(),
    /** Since when the variable has this value, which may be many versions. */
    setAt: instant("set_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.versionId, t.key] }),
    isTrue("configuration_entries_key_check", sql`${t.key} ~ '^[A-Za-z_][A-Za-z0-9_]{0,127}$'`),
  ],
);
