import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { db } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { bootstrap, HeadlessProblem } from "@/lib/auth/bootstrap";
import { resealValues } from "@/lib/configuration";
import { contextOf, type Context, type JobActor } from "@/lib/core/context";
import { env } from "@/lib/env";
import { resealChannels } from "@/lib/notifications";
import { resealIntakeKeys } from "@/lib/telemetry";

// Before anything else starts: the newest schema, and the first administrator or the link to become one. The last line
// of its output is JSON for `npm start`.
try {
  console.log(JSON.stringify({ setUpPath: await prepare() }));
} catch (error) {
  console.error(sentence(error));
  process.exitCode = 1;
}

async function prepare(): Promise<string | null> {
  const configuration = env();
  await migrateDatabase(configuration.DATABASE_URL, migrationsFolder());
  const database = db();
  const ctx = contextOf({ type: "job", name: "prepare" }, database);
  try {
    if (configuration.SLIPWAY_SECRET_PREVIOUS) await sealAnew(ctx);
    return await bootstrap(ctx, {
      email: configuration.SLIPWAY_ADMIN_EMAIL,
      password: configuration.SLIPWAY_ADMIN_PASSWORD,
      token: configuration.SLIPWAY_ADMIN_TOKEN,
    });
  } finally {
    await database.$client.end();
  }
}

/** Before any process works with the new secret alone. What neither secret opens stays, and its place says so. */
async function sealAnew(ctx: Context<JobActor>) {
  const values = await resealValues(ctx);
  const channels = await resealChannels(ctx);
  const keys = await resealIntakeKeys(ctx);
  const all = [values, channels, keys];
  const resealed = all.reduce((sum, one) => sum + one.resealed, 0);
  const lost = all.reduce((sum, one) => sum + one.lost, 0);
  console.log(`Sealed ${resealed} values with the new secret; ${lost} open with neither.`);
}

/** Beside the bundle in an installation, in the sources otherwise. */
function migrationsFolder(): string {
  const built = fileURLToPath(new URL("migrations", import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL("../db/migrations", import.meta.url));
}

/** One sentence for what whoever starts Slipway can change; the stack for what is a bug of ours. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof HeadlessProblem || error.message.startsWith("The configuration")) return error.message;
  // A code comes from PostgreSQL or the network: refused, no such database, wrong password, disk full.
  if ("code" in error) return `The database could not be prepared: ${error.message} (${String(error.code)}).`;
  return error.stack ?? error.message;
}
