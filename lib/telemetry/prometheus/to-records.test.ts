import { describe, expect, it } from "vitest";

import type { Family, Labels, Sample } from "./samples";
import { SenderMemory } from "./sender-memory";
import { recordsOf } from "./to-records";

const AT = 1_700_000_000_000;
const sample = (name: string, value: number, labels: Labels = {}, atMs = AT): Sample => ({
  name,
  labels,
  atMs,
  value,
});
const read = (samples: Sample[], families: Record<string, Family> = {}, memory?: SenderMemory) =>
  recordsOf(samples, { owner: "key", familyOf: (name) => families[name], ...(memory && { memory }) });
const histogram = (name: string, upTo: Record<string, number>, sum: number, count: number, labels = {}) => [
  ...Object.entries(upTo).map(([le, value]) => sample(`${name}_bucket`, value, { ...labels, le })),
  sample(`${name}_sum`, sum, labels),
  sample(`${name}_count`, count, labels),
];

describe("types", () => {
  it.each([
    ["requests_total", {}, "counter", ""],
    ["temperature_celsius", {}, "level", "Cel"],
    ["disk_bytes", {}, "level", "By"],
    ["old_requests", { old_requests: { type: "counter", unit: "" } }, "counter", ""],
    ["queue_total", { queue_total: { type: "gauge", unit: "" } }, "level", ""],
    ["cpu_seconds_total", { cpu_seconds: { type: "counter", unit: "seconds" } }, "counter", "s"],
    ["build_info", { build: { type: "info", unit: "" } }, "level", ""],
  ] as const)("%s with %j is a %s in %j", (name, families, type, unit) => {
    const { records, unkept } = read([sample(name, 3)], families);
    expect(records).toMatchObject([{ name, type, unit, points: [{ value: 3 }] }]);
    expect(unkept).toEqual({ invalid: 0, unsupported: 0 });
  });

  it("of a summary the sum and the count are counters, and quantiles are counted as not supported", () => {
    const families: Record<string, Family> = { wait_seconds: { type: "summary", unit: "" } };
    const { records, unkept } = read(
      [
        sample("wait_seconds", 0.4, { quantile: "0.99" }),
        sample("wait_seconds_sum", 12),
        sample("wait_seconds_count", 30),
      ],
      families,
    );
    expect(records.map(({ name, type }) => [name, type])).toEqual([
      ["wait_seconds_sum", "counter"],
      ["wait_seconds_count", "counter"],
    ]);
    expect(unkept).toEqual({ invalid: 0, unsupported: 1 });
  });

  it("numbers that are none are counted as invalid; the place of a sample is no attribute", () => {
    const { records, unkept } = read([
      sample("a", Number.NaN),
      sample("b", Infinity),
      sample("c", 1, { slipway_release_id: "rel_1", slipway_region: "eu", code: "200" }),
    ]);
    expect(records).toMatchObject([{ name: "c", points: [{ attributes: { code: "200" } }] }]);
    expect(unkept.invalid).toBe(2);
  });

  it("_created says since when something is counted and is no metric itself", () => {
    const { records } = read([sample("jobs_total", 4), sample("jobs_created", (AT - 5_000) / 1_000)]);
    expect(records).toMatchObject([
      { name: "jobs_total", points: [{ startNs: BigInt(AT - 5_000) * 1_000_000n }] },
    ]);
    expect(records.length).toBe(1);
  });
});

describe("classic histograms", () => {
  it("become one point with counts between the bounds, in whatever order they come", () => {
    const samples = histogram("wait_seconds", { "+Inf": 9, "0.5": 7, "0.1": 4 }, 2.5, 9, { route: "/" });
    const { records, unkept } = read(samples.toReversed());
    expect(records).toMatchObject([
      {
        name: "wait_seconds",
        type: "histogram",
        unit: "s",
        temporality: "cumulative",
        points: [
          {
            attributes: { route: "/" },
            count: 9,
            sum: 2.5,
            buckets: { kind: "explicit", bounds: [0.1, 0.5], counts: [4, 3, 2] },
          },
        ],
      },
    ]);
    expect(unkept.invalid).toBe(0);
  });

  it("counts that fall from one bound to the next, and a bound that is no number, are invalid", () => {
    expect(read(histogram("a", { "1": 5, "+Inf": 4 }, 1, 4)).unkept.invalid).toBe(1);
    expect(read([sample("a_bucket", 1, { le: "x" })]).unkept.invalid).toBe(1);
  });

  it("one that is cut in two by a request waits for its rest, and is never taken for one with fewer bounds", () => {
    const memory = new SenderMemory();
    const all = histogram("wait", { "0.1": 1, "0.5": 2, "+Inf": 3 }, 1, 3);
    expect(read(all, {}, memory).records.length).toBe(1);
    const later = all.map((one) => ({ ...one, atMs: AT + 15_000, value: one.value + 1 }));
    // Its end has all that a whole one needs, but for the bounds that are known.
    expect(read(later.slice(1), {}, memory).records).toEqual([]);
    expect(read(later.slice(0, 1), {}, memory).records).toMatchObject([
      { points: [{ count: 4, buckets: { bounds: [0.1, 0.5], counts: [2, 1, 1] } }] },
    ]);
  });

  it("one whose rest never comes is counted, and its bounds are learnt anew", () => {
    let nowMs = AT;
    const memory = new SenderMemory(() => nowMs);
    read(histogram("wait", { "0.1": 1, "0.5": 2, "+Inf": 3 }, 1, 3), {}, memory);
    const fewer = (atMs: number) =>
      histogram("wait", { "0.5": 2, "+Inf": 3 }, 1, 3).map((one) => ({ ...one, atMs }));
    expect(read(fewer(AT + 1), {}, memory).records).toEqual([]);
    nowMs += 130_000;
    expect(read([sample("x", 1)], {}, memory).unkept.invalid).toBe(1);
    expect(read(fewer(AT + 2), {}, memory).records.length).toBe(1);
  });

  it("whose rest never comes is counted for whom it came from, whoever sends next", () => {
    let nowMs = 0;
    const memory = new SenderMemory(() => nowMs);
    const invalid = (owner: string, samples: Sample[]) =>
      recordsOf(samples, { owner, familyOf: () => undefined, memory }).unkept.invalid;
    const first = histogram("wait", { "0.1": 1, "+Inf": 3 }, 1, 3).slice(0, 1);
    expect(invalid("cut", first)).toBe(0);
    nowMs = 600_000;
    expect([invalid("other", []), invalid("cut", []), invalid("cut", [])]).toEqual([0, 1, 0]);
  });

  it("types that came in another request are known, but not to another sender", () => {
    const memory = new SenderMemory();
    memory.rememberFamily("key", "old_requests", { type: "counter", unit: "" });
    expect(read([sample("old_requests", 1)], {}, memory).records[0]?.type).toBe("counter");
    const other = recordsOf([sample("old_requests", 1)], {
      owner: "other",
      familyOf: () => undefined,
      memory,
    });
    expect(other.records[0]?.type).toBe("level");
  });
});
