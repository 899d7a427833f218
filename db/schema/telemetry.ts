import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";

import { bytes, id, instant, oneOf } from "../columns";
import { DROP_REASONS, SIGNALS, type DropReason, type Signal } from "../enums";
import { environments, regions, services } from "./catalog";
import { releases } from "./releases";

/** Who was measured: a dictionary, so that each row of a rollup says it in four bytes. */
export const telemetrySources = pgTable(
  "telemetry_sources",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id, { onDelete: "cascade" }),
    /** Null for requests that found no release to answer them. */
    releaseId: text("release_id").references(() => releases.id, { onDelete: "cascade" }),
  },
  (t) => [
    unique("telemetry_sources_key")
      .on(t.serviceId, t.environmentId, t.regionId, t.releaseId)
      .nullsNotDistinct(),
  ],
);

/**
 * What lets a service of one environment send telemetry: a token of OTLP and the public key of a Sentry DSN. It can only
 * write. Kept sealed, because it is given to each process of the service, and found by its hash.
 */
export const intakeKeys = pgTable(
  "intake_keys",
  {
    id: id("key"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    /** The project of a Sentry DSN, which has to be digits. */
    number: integer("number").notNull().generatedAlwaysAsIdentity(),
    /** sha256, hex. */
    keyHash: text("key_hash").notNull(),
    sealedKey: text("sealed_key").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    revokedAt: instant("revoked_at"),
  },
  (t) => [
    uniqueIndex("intake_keys_hash_idx").on(t.keyHash),
    uniqueIndex("intake_keys_live_idx")
      .on(t.serviceId, t.environmentId)
      .where(sql`${t.revokedAt} is null`),
  ],
);

/** Requests to the intake that were taken over, so that one that is sent again after a lost answer counts once. */
export const intakeRequests = pgTable(
  "intake_requests",
  { digest: bytes("digest").primaryKey(), takenAt: instant("taken_at").notNull().defaultNow() },
  (t) => [index("intake_requests_time_idx").on(t.takenAt)],
);

/** What arrived and is not kept, by the hour: what one does not see. */
export const telemetryDrops = pgTable(
  "telemetry_drops",
  {
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    at: instant("at").notNull(),
    signal: text("signal").$type<Signal>().notNull(),
    reason: text("reason").$type<DropReason>().notNull(),
    items: bigint("items", { mode: "number" }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.serviceId, t.environmentId, t.at, t.signal, t.reason] }),
    oneOf("telemetry_drops_signal_check", t.signal, SIGNALS),
    oneOf("telemetry_drops_reason_check", t.reason, DROP_REASONS),
  ],
);
