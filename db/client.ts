import "server-only";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";

import { env } from "@/lib/env";

import * as schema from "./schema";

/** Nothing a page or a job asks takes anywhere near as long; what does is stuck and holds locks. */
const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * Before a connection is tried again. The driver's own pause grows to 20 s within one short outage, because it counts
 * the failures of all connections together; everybody would wait long after the database is back.
 */
export const reconnectPauseSeconds = (failures: number): number => Math.min(0.05 * 2 ** failures, 0.5);

/** Ten connections serve a web process: a page holds one for a few milliseconds. */
const connect = () =>
  drizzle(
    postgres(env().DATABASE_URL, {
      max: 10,
      idle_timeout: 60,
      connect_timeout: 5,
      backoff: reconnectPauseSeconds,
      connection: { statement_timeout: STATEMENT_TIMEOUT_MS },
      onnotice: () => {},
    }),
    { schema },
  );

export type Database = ReturnType<typeof connect>;
export type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];

// Kept on globalThis: Next may evaluate this module once per bundle, and each evaluation would open a pool of its own.
const holder: typeof globalThis & { slipwayDatabase?: Database } = globalThis;
export const db = (): Database => (holder.slipwayDatabase ??= connect());
