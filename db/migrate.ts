import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { runMigrations } from "graphile-worker";
import postgres from "postgres";

/** Two starts at once take turns; the number is arbitrary and only has to be ours. */
const MIGRATION_LOCK = 7_405_213;

/** Brings a database to the newest schema, ours and the job queue's. Safe to repeat and to run from two processes. */
export async function migrateDatabase(
  databaseUrl: string,
  migrationsFolder = "db/migrations",
): Promise<void> {
  const client = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await runMigrations({ connectionString: databaseUrl });
    await migrate(drizzle(client), { migrationsFolder });
  } finally {
    await client.end();
  }
}
