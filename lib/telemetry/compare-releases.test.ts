import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { placements } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { as, asJob, aService, serve } from "@/lib/delivery/testing";

import { compareReleases, listOperations, recordTraffic } from "./index";
import { seriesOf, stepsOf } from "./queries/release-series";
import { aBatch, aCount } from "./testing";

const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());
const viewer = as(test, "viewer");
const NOW = new Date("2026-11-27T12:00:30Z");
const at = (minutesAgo: number) => new Date(NOW.getTime() - minutesAgo * 60_000);

let service: Awaited<ReturnType<typeof aService>>;
let place: string;
beforeEach(async () => {
  await test.client`truncate services cascade`;
  await test.client`truncate red_1m, red_1h, red_1d`;
  service = await aService(test, "tide-tables", 2);
  await serve(test, service, "production", 1);
  place = (await test.db.select({ id: placements.id }).from(placements))[0]?.id ?? "";
});

/** Requests of the release with this number, one for each duration, some minutes ago. */
const asked = (number: number, minutesAgo: number, durationsMs: number[], errors = 0) =>
  recordTraffic(
    asJob(test),
    [
      aBatch(at(minutesAgo), [
        aCount({
          placementId: place,
          releaseId: service.releaseIds[number - 1] ?? "",
          durationsMs,
          errors,
        }),
      ]),
    ],
    new Date("2090-01-01"),
  );

describe("two releases side by side", () => {
  it("that answered at once are laid beside each other by the clock, over the time that both have", async () => {
    await asked(1, 50, [10, 10, 10]);
    for (const minutesAgo of [20, 15, 10]) {
      await asked(1, minutesAgo, [10]);
      await asked(2, minutesAgo, [100, 100], 1);
    }
    await asked(2, 5, [100]);
    const view = await compareReleases(viewer, "tide-tables", { range: "1h" }, NOW);
    expect(view).toMatchObject({
      alignment: "moment",
      ranTogether: true,
      sharedSeconds: 660,
      base: { release: { number: 1 }, requests: 3, errorRate: 0 },
      other: { release: { number: 2 }, requests: 6, errorRate: 0.5 },
    });
    expect(view.choices.map(({ number }) => number)).toEqual([2, 1]);
  });

  it("that never met begin together, and a day is not held against ten minutes", async () => {
    await asked(1, 26 * 60, [10]);
    await asked(1, 26 * 60 - 9, [10, 10]);
    await asked(1, 25 * 60, [10, 10, 10]);
    await asked(2, 9, [50]);
    const view = await compareReleases(viewer, "tide-tables", { range: "1h", base: 1, other: 2 }, NOW);
    expect(view).toMatchObject({
      alignment: "start",
      ranTogether: false,
      base: { requests: 1, startedAt: "2026-11-26T10:00:00.000Z" },
      other: { requests: 1, startedAt: "2026-11-27T11:51:00.000Z" },
    });
    expect(view.base?.series.perMinute[9]).toBe(2);
    expect(view.other?.series.perMinute[0]).toBe(1);
  });

  it("a release that the service does not have is not found, and one that served nothing has no figures", async () => {
    await asked(1, 5, [10]);
    await expect(compareReleases(viewer, "tide-tables", { other: 9 }, NOW)).rejects.toMatchObject({
      code: "not_found",
    });
    const view = await compareReleases(viewer, "tide-tables", { base: 1, other: 2 }, NOW);
    expect(view.other).toMatchObject({ requests: 0, startedAt: null, errorRate: null });
    expect(await compareReleases(viewer, "tide-tables", {}, NOW)).toMatchObject({ base: null, other: null });
  });
});

describe("a young service", () => {
  it("has the rate of the time since its first request, also where whole hours answer", async () => {
    for (const minutesAgo of [10, 5, 1]) await asked(1, minutesAgo, [10, 10, 10, 10]);
    const { items } = await listOperations(viewer, service.id, { range: "24h" }, NOW);
    expect(items[0]?.perMinute).toBeCloseTo(12 / 10.5, 1);
  });

  it("a release that still serves falls to a rate of zero when nobody asks, and a replaced one ends", () => {
    const period = { from: at(10), to: NOW, stepSeconds: 60, grain: "minute" as const };
    const steps = stepsOf(period, NOW);
    const row = { at: at(9), requests: 2, errors: 0, durationUs: 1, bucketOffset: 0, buckets: [2] };
    const still = seriesOf([row], steps, period, [[at(10).getTime(), Infinity]]);
    expect(still.perMinute).toEqual([0, 2, 0, 0, 0, 0, 0, 0, 0]);
    const replaced = seriesOf([row], steps, period, [[at(10).getTime(), at(7).getTime()]]);
    expect(replaced.perMinute).toEqual([0, 2, 0, null, null, null, null, null, null]);
    expect(still.errorRate.filter((value) => value !== null)).toEqual([0]);
  });
});
