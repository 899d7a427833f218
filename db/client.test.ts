import { sql } from "drizzle-orm";
import { expect, it } from "vitest";

import { db } from "./client";
import { testDatabase } from "./testing";

it("gives no statement more than thirty seconds", async () => {
  await using test = await testDatabase();
  process.env.DATABASE_URL = test.url;
  process.env.SLIPWAY_SECRET = "x".repeat(32);
  expect(await db().execute(sql`show statement_timeout`)).toMatchObject([{ statement_timeout: "30s" }]);
  await db().$client.end();
});
