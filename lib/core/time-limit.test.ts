import { expect, it } from "vitest";

import { TookTooLong, withinTimeLimit } from "./time-limit";

it("gives back what the work gives back, and throws what it throws", () => {
  expect(withinTimeLimit(1_000, () => [1, 2])).toEqual([1, 2]);
  expect(withinTimeLimit(1_000, () => undefined)).toBeUndefined();
  const mistake = new TypeError("no such thing");
  expect(() =>
    withinTimeLimit(1_000, () => {
      throw mistake;
    }),
  ).toThrow(mistake);
});

it.each<[string, () => unknown]>([
  ["an expression that backtracks without end", () => /(a+)+b/.test("a".repeat(60))],
  [
    "a loop without end",
    () => {
      for (;;);
    },
  ],
])("stops %s", (_, work) => {
  const begun = Date.now();
  expect(() => withinTimeLimit(50, work)).toThrow(TookTooLong);
  expect(Date.now() - begun).toBeLessThan(2_000);
});
