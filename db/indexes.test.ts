import { afterAll, expect, test } from "vitest";

import { testDatabase } from "./testing";

const database = await testDatabase();
afterAll(() => database[Symbol.asyncDispose]());

test("an index for the newest first can serve `order by … desc`, which puts nulls first", async () => {
  // Drizzle's desc() alone says NULLS LAST, and PostgreSQL then sorts every row of the key instead of reading the index.
  const found =
    await database.client`select indexname from pg_indexes where indexdef like '%DESC NULLS LAST%'`;
  expect(found.map(({ indexname }) => String(indexname))).toEqual([]);
});

test("the newest of a service are read from their index, without sorting its history", async () => {
  const rows = await database.client.begin(async (sql) => {
    await sql`set local enable_seqscan = off`;
    await sql`set local enable_bitmapscan = off`;
    return sql`explain select id from deployments where service_id = 'svc_x' order by id desc limit 50`;
  });
  const plan = rows.map((row) => String(row["QUERY PLAN"])).join("\n");
  expect(plan).toContain("deployments_service_idx");
  expect(plan).not.toContain("Sort");
});
