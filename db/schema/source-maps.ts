import { date, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";

import { bytes, id, instant } from "../columns";
import { services } from "./catalog";

/** Pieces of bundles on their way in, by the sha1 that their sender calls them by. They live for a day. */
export const sourceMapChunks = pgTable(
  "source_map_chunks",
  {
    checksum: text("checksum").primaryKey(),
    body: bytes("body").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [index("source_map_chunks_time_idx").on(t.createdAt)],
);

/** Source maps by their content, so that what a build did not change is kept once. */
export const sourceMapFiles = pgTable("source_map_files", {
  /** sha256, hex. */
  hash: text("hash").primaryKey(),
  sizeBytes: integer("size_bytes").notNull(),
  /** gzip. */
  body: bytes("body").notNull(),
});

/** Which map a debug id of a service means. The build puts the id into the file and into the map. */
export const sourceMaps = pgTable(
  "source_maps",
  {
    id: id("map"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    /** 32 hexadecimal digits. */
    debugId: text("debug_id").notNull(),
    hash: text("hash")
      .notNull()
      .references(() => sourceMapFiles.hash),
    /** The last day on which it was uploaded, or a frame was found by it. */
    seenOn: date("seen_on").notNull(),
  },
  (t) => [
    uniqueIndex("source_maps_key").on(t.serviceId, t.debugId),
    index("source_maps_hash_idx").on(t.hash),
    index("source_maps_seen_idx").on(t.seenOn),
  ],
);
