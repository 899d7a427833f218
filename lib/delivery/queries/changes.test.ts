import { eq } from "drizzle-orm";
import { afterAll, expect, it } from "vitest";

import { deployments, releases, services } from "@/db/schema";
import { testDatabase } from "@/db/testing";

import { deployRelease } from "../commands/deploy-release";
import { as, aService } from "../testing";
import { changesBetween } from "./changes";
import { changesOfDeployment, getDeployment } from "./deployment";

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

it("of a deployment alone are those that its page shows, forward and back", async () => {
  const service = await aService(test, "both-ways", 3);
  const [first = "", , last = ""] = service.releaseIds;
  for (const [index, id] of service.releaseIds.entries()) {
    const commit = {
      sha: `${index}`.repeat(40),
      subject: "Say it",
      authorName: "Ada",
      authoredAt: "2026-01-01",
    };
    // oxlint-disable-next-line no-await-in-loop -- three of them
    await test.db
      .update(releases)
      .set({ changelog: [commit] })
      .where(eq(releases.id, id));
  }
  const moves = [
    { environment: "dev", releaseId: last, previousReleaseId: first, shas: ["2", "1"] },
    { environment: "staging", releaseId: first, previousReleaseId: last, shas: ["2", "1"] },
    { environment: "production", releaseId: last, previousReleaseId: null, shas: ["2"] },
  ];
  for (const { environment, releaseId, previousReleaseId, shas } of moves) {
    const input = { serviceId: service.id, releaseId, environment, reason: "" };
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { id } = await deployRelease(as(test, "administrator"), input);
    // oxlint-disable-next-line no-await-in-loop
    await test.db.update(deployments).set({ previousReleaseId }).where(eq(deployments.id, id));
    // oxlint-disable-next-line no-await-in-loop
    const changes = await changesOfDeployment(as(test, "viewer"), id);
    expect(changes.commits.map(({ sha }) => sha.slice(0, 1))).toEqual(shas);
    // oxlint-disable-next-line no-await-in-loop
    expect(changes).toEqual((await getDeployment(as(test, "viewer"), id)).changes);
  }
  await expect(changesOfDeployment(as(test, "viewer"), "dep_none")).rejects.toMatchObject({
    code: "not_found",
  });
});
