import { readFileSync, readdirSync } from "node:fs";

import * as fc from "fast-check";
import { afterAll, expect, it } from "vitest";

import { COUNTED_AS, type CountedAs } from "@/db/enums";
import { deliveredCommits } from "@/db/schema";
import { testDatabase } from "@/db/testing";

import { as } from "../testing";
import { listDeployments } from "./deployments";
import { getDora } from "./dora";
import { aHistory } from "./testing-history";

const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());

const { aPlacedService, happened, brings } = aHistory(test);
const viewer = as(test, "viewer");
const NOW = new Date("2026-11-27T12:00:00Z");
const at = (text: string) => new Date(text);

/** One step of a random history of a service: an hour later something happens to a release. */
const step = fc.record({
  number: fc.integer({ min: 1, max: 6 }),
  kind: fc.constantFrom("deploy", "promote", "rollback"),
  environment: fc.constantFrom("dev", "production", "production"),
  status: fc.constantFrom("succeeded", "succeeded", "failed", "errored"),
  outcome: fc.constantFrom("replaced", "rolled_back", "rolled_back_auto"),
  hasTraffic: fc.boolean(),
});
/** Which commits each release lists: it may be built from a commit again, or list none at all. */
const changelogs = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }), {
  minLength: 6,
  maxLength: 6,
});
const history = fc.record({ steps: fc.array(step, { maxLength: 10 }), lists: changelogs });
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Lets it happen, and says what the definition itself makes of it: when each commit had its first production traffic. */
async function live({ steps, lists }: History, name: string) {
  const service = await aPlacedService(name);
  for (const [index, shas] of lists.entries()) {
    const commits = Object.fromEntries(shas.map((sha) => [`sha-${sha}`, "2026-11-01T00:00:00Z"]));
    await brings(service, index + 1, commits);
  }
  const serving: Record<string, number> = {};
  const first = new Map<string, string>();
  for (const [index, { number, kind, environment, status, outcome, hasTraffic }] of steps.entries()) {
    const now = new Date(at("2026-11-02T00:00:00Z").getTime() + index * 3_600_000);
    const moved = status === "succeeded" || hasTraffic;
    await happened(service, {
      number,
      ...(serving[environment] && { before: serving[environment] }),
      environment,
      kind,
      status,
      outcome: status === "succeeded" ? outcome : null,
      switchedAt: moved ? now : null,
      finishedAt: now,
      replacedAt: now,
    });
    if (status === "succeeded") serving[environment] = number;
    if (!moved || environment !== "production" || kind === "rollback") continue;
    for (const sha of lists.slice(0, number).flat()) {
      const key = `${service.id} sha-${sha}`;
      if (!first.has(key)) first.set(key, now.toISOString());
    }
  }
  return first;
}

it("says the same as the whole history: figures, lists, and the back-fill of the migration", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 6, maxLength: 6 }), async (histories) => {
      await test.client`truncate services cascade`;
      const lived = await Promise.all(histories.map((each, index) => live(each, `service-${index}`)));
      const expected = new Map(lived.flatMap((first) => [...first]));
      const { serviceId, sha, deliveredAt, deploymentId, isFirstOfDeployment } = deliveredCommits;
      const delivered = () =>
        test.db
          .select({ serviceId, sha, deliveredAt, deploymentId, isFirstOfDeployment })
          .from(deliveredCommits)
          .orderBy(serviceId, sha);
      const written = await delivered();
      expect(
        new Map(written.map((row) => [`${row.serviceId} ${row.sha}`, row.deliveredAt.toISOString()])),
      ).toEqual(expected);

      const view = await getDora(viewer, {}, NOW);
      const figures: Record<CountedAs, number> = {
        delivery: view.frequency.deliveries,
        change: view.changeFailure.changes,
        failure: view.changeFailure.failures,
        first_traffic: view.leadTime.deployments,
      };
      for (const what of COUNTED_AS) {
        const list = await listDeployments(viewer, {
          counts: what,
          from: view.from,
          to: view.to,
          limit: 200,
        });
        expect([what, list.items.length]).toEqual([what, figures[what]]);
      }
      expect(view.leadTime.commits).toBe(expected.size);

      await test.db.delete(deliveredCommits);
      await test.client.unsafe(backfill);
      expect(await delivered()).toEqual(written);
    }),
    { numRuns: 3 },
  );
});

const folder = "db/migrations";
const migration = readdirSync(folder).find((name) => name.endsWith("_dora.sql")) ?? "";
const backfill =
  readFileSync(`${folder}/${migration}`, "utf8")
    .split("--> statement-breakpoint")
    .find((statement) => statement.includes("insert into delivered_commits")) ?? "";
