import { eq } from "drizzle-orm";
import { afterAll, expect, it } from "vitest";

import { releases, services } from "@/db/schema";
import { testDatabase } from "@/db/testing";

import { as, aService } from "../testing";
import { changesBetween } from "./changes";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
afterAll(() => test[Symbol.asyncDispose]());

it("falls back to what the builds wrote down when the repository's address cannot be read", async () => {
  const service = await aService(test, "moved");
  const [older = "", newer = ""] = service.releaseIds;
  const commit = { sha: "b".repeat(40), subject: "Say two", authorName: "Ada", authoredAt: "2026-01-01" };
  await test.db
    .update(services)
    .set({ repositoryUrl: "github.com/acme/moved" })
    .where(eq(services.id, service.id));
  await test.db
    .update(releases)
    .set({ commitSha: "a".repeat(40) })
    .where(eq(releases.id, older));
  await test.db
    .update(releases)
    .set({ commitSha: commit.sha, changelog: [commit], changedFileCount: 3 })
    .where(eq(releases.id, newer));
  const [one, two] = (
    await test.db.select().from(releases).where(eq(releases.serviceId, service.id))
  ).toSorted((left, right) => left.number - right.number);
  if (!one || !two) throw new Error("two releases");
  const ref = ({ id, number, commitSha, version }: typeof one) => ({
    id,
    number,
    commitSha,
    version,
    subject: null,
    authorName: null,
    createdAt: "2026-01-01T00:00:00.000Z",
  });
  expect(await changesBetween(as(test, "viewer"), service.id, ref(one), ref(two))).toEqual({
    commits: [commit],
    changedFileCount: 3,
  });
});
