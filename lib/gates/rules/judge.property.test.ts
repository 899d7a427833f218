import { assert, boolean, constantFrom, integer, property, record, subarray } from "fast-check";
import { expect, it } from "vitest";

import { GATE_CODES } from "@/db/enums";

import { judge } from "./judge";
import { now, ago, stage, staging, facts, frozen, served } from "./testing";

it("never lets an override add a reason, nor a later instant add a soak", () => {
  const anyFacts = record({
    soak: constantFrom("1m", "30m", "24h"),
    isLive: boolean(),
    fromMinutes: integer({ min: 1, max: 3_000 }),
    overridden: subarray([...GATE_CODES]),
    isFrozen: boolean(),
    count: integer({ min: 1, max: 3 }),
  });
  assert(
    property(anyFacts, ({ soak, isLive, fromMinutes, overridden, isFrozen, count }) => {
      const upstream = isLive
        ? [staging({ occupancy: [{ fromMs: ago(fromMinutes), untilMs: Number.MAX_SAFE_INTEGER }] })]
        : [served([fromMinutes, 0])];
      const base = facts({
        stage: stage({ soak, approvals: { count } }),
        upstream,
        freezes: isFrozen ? [frozen] : [],
      });
      const codes = (list: ReturnType<typeof judge>) => list.map(({ code }) => code);
      const all = codes(judge(base, now));
      const left = codes(judge({ ...base, overridden: overridden.map((code) => ({ code, at: now })) }, now));
      expect(all).toEqual(expect.arrayContaining(left));
      expect(left.some((code) => overridden.includes(code))).toBe(false);
      const later = codes(judge(base, new Date(now.getTime() + 86_400_000)));
      const isSoaked = all.includes("soak") || !later.includes("soak");
      expect(isSoaked).toBe(true);
    }),
  );
});
