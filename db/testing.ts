import { randomBytes } from "node:crypto";

import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";

import * as schema from "./schema";

/** Vitest's global setup: one PostgreSQL per run with one migrated template, which every suite clones. */
export async function setup() {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? undefined : await startServer();
  const adminUrl = given ?? server?.url ?? "";
  const template = `slipway_template_${randomBytes(4).toString("hex")}`;
  await asAdmin(adminUrl, (sql) => sql.unsafe(`create database ${template}`));
  const { migrateDatabase } = await import("./migrate");
  await migrateDatabase(databaseUrl(adminUrl, template));
  // The workers of this run inherit the environment.
  process.env.TEST_DATABASE_URL = adminUrl;
  process.env.TEST_DATABASE_TEMPLATE = template;
  return async () => {
    if (server) await server.stop();
    else await asAdmin(adminUrl, (sql) => sql.unsafe(`drop database if exists ${template} with (force)`));
  };
}

/**
 * A private database per suite: tests commit for real, so constraints, triggers and NOTIFY behave for real. Written
 * `await using database = await testDatabase()`, or disposed in `afterAll`.
 */
export async function testDatabase() {
  const adminUrl = process.env.TEST_DATABASE_URL ?? "";
  const name = `slipway_${randomBytes(6).toString("hex")}`;
  await asAdmin(adminUrl, (sql) =>
    sql.unsafe(`create database ${name} template ${process.env.TEST_DATABASE_TEMPLATE}`),
  );
  const url = databaseUrl(adminUrl, name);
  const client = postgres(url, { max: 4, onnotice: () => {} });
  return {
    db: drizzle(client, { schema }),
    client,
    url,
    async [Symbol.asyncDispose]() {
      await client.end({ timeout: 1 });
      await asAdmin(adminUrl, (sql) => sql.unsafe(`drop database if exists ${name} with (force)`));
    },
  };
}

export type TestDatabase = Awaited<ReturnType<typeof testDatabase>>;

async function startServer() {
  const { startTemporaryPostgres } = await import("../scripts/start/postgres/temporary.mjs");
  return startTemporaryPostgres();
}

async function asAdmin(adminUrl: string, run: (sql: postgres.Sql) => Promise<unknown>) {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    await run(sql);
  } finally {
    await sql.end();
  }
}

function databaseUrl(adminUrl: string, name: string) {
  return Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
}
