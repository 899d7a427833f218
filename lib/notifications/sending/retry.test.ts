import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";

import { capacityOf, takeFrom } from "./bucket";
import { GIVES_UP_AFTER_MS, hopeOf, nextTry, PAUSES_MS, retryAfterMs, type Failure } from "./retry";

const now = new Date("2026-11-27T12:00:00Z");
const givesUpAt = new Date(now.getTime() + GIVES_UP_AFTER_MS);
const failed = (hope: Failure["hope"], more: Partial<Failure> = {}): Failure => ({
  hope,
  error: "It answered.",
  status: null,
  ...more,
});
const pauseMs = (tries: number, failure = failed("later")) => {
  const next = nextTry(failure, { tries, now, givesUpAt });
  return next && next.getTime() - now.getTime();
};

describe("nextTry", () => {
  test.each(PAUSES_MS.map((ms, index) => [index + 1, ms] as const))(
    "after try %i it pauses %i ms",
    (tries, ms) => {
      expect(pauseMs(tries)).toBe(ms);
    },
  );

  it("goes on every six hours and is dead after a day", () => {
    let at = now;
    let tries = 0;
    for (let next: Date | undefined = at; next; at = next ?? at) {
      tries += 1;
      next = nextTry(failed("later"), { tries, now: at, givesUpAt });
      if (next) at = next;
      else break;
    }
    expect(tries).toBe(9);
    expect(at.getTime() - now.getTime()).toBeGreaterThan(20 * 3_600_000);
    expect(at.getTime()).toBeLessThanOrEqual(givesUpAt.getTime());
  });

  it("tries three times what will hardly change, and never what is gone", () => {
    expect([1, 2, 3].map((tries) => pauseMs(tries, failed("hardly")) !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
    expect(pauseMs(1, failed("never"))).toBeUndefined();
  });

  it("waits as long as it is asked to, but no longer than an hour, and never shorter than its own pause", () => {
    expect(pauseMs(1, failed("later", { retryAfterMs: 90_000 }))).toBe(90_000);
    expect(pauseMs(1, failed("later", { retryAfterMs: 1 }))).toBe(10_000);
    expect(pauseMs(1, failed("later", { retryAfterMs: 86_400_000 }))).toBe(3_600_000);
  });
});

test.each([
  [500, "later"],
  [503, "later"],
  [429, "later"],
  [408, "later"],
  [400, "hardly"],
  [401, "hardly"],
  [404, "hardly"],
  [302, "hardly"],
  [410, "never"],
] as const)("an answer of %i may change: %s", (status, hope) => {
  expect(hopeOf(status)).toBe(hope);
});

test.each([
  ["120", 120_000],
  ["Fri, 27 Nov 2026 12:00:30 GMT", 30_000],
  ["Fri, 27 Nov 2026 11:00:00 GMT", 0],
  ["soon", undefined],
  [undefined, undefined],
])("Retry-After: %s", (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});

describe("takeFrom", () => {
  it("lets a burst through, and gives each of the others a turn of its own, in order", () => {
    const ratePerMinute = 60;
    let tokens = capacityOf(ratePerMinute);
    const waits = Array.from({ length: 13 }, () => {
      const taken = takeFrom({ tokens, refilledAt: now, ratePerMinute }, now);
      tokens = taken.tokens;
      return taken.waitMs;
    });
    expect(waits).toEqual([...Array.from({ length: 10 }, () => 0), 1_000, 2_000, 3_000]);
  });

  it("lets no more through in any minute than the rate and one burst, whenever they ask", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 200 }),
        (ratePerMinute, gapsMs) => {
          let bucket = { tokens: capacityOf(ratePerMinute), refilledAt: now, ratePerMinute };
          let atMs = now.getTime();
          const turns = gapsMs.map((gapMs) => {
            atMs += gapMs;
            const { tokens, waitMs } = takeFrom(bucket, new Date(atMs));
            bucket = { tokens, refilledAt: new Date(atMs), ratePerMinute };
            return atMs + waitMs;
          });
          for (const start of turns) {
            const inMinute = turns.filter((turn) => turn >= start && turn < start + 60_000).length;
            expect(inMinute).toBeLessThanOrEqual(ratePerMinute + capacityOf(ratePerMinute) + 1);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
