import * as fc from "fast-check";
import { expect, it } from "vitest";

import { MATCH_OPERATORS, matcherOf, parseMatchers, writeMatchers } from "./matchers";

it.each([
  ["", []],
  ['environment="production"', [["environment", "=", "production"]]],
  [
    "environment=production , region!=eu",
    [
      ["environment", "=", "production"],
      ["region", "!=", "eu"],
    ],
  ],
  [
    'http.route=~"/a,b.*", x!~"\\"q\\"",',
    [
      ["http.route", "=~", "/a,b.*"],
      ["x", "!~", '"q"'],
    ],
  ],
])("%j is read", (text, expected) => {
  const read = parseMatchers(text);
  expect(
    "matchers" in read && read.matchers.map(({ key, operator, value }) => [key, operator, value]),
  ).toEqual(expected);
});

it.each(["environment", "=x", 'a="b" c="d"', 'a="b', "a=~(", 'a=="b"'])(
  "%j is refused with a sentence",
  (text) => {
    expect(parseMatchers(text)).toHaveProperty("problem");
  },
);

it("what is written is read as the same", () => {
  const matcher = fc.record({
    key: fc.stringMatching(/^[a-z_][a-z0-9_.]{0,20}$/),
    operator: fc.constantFrom(...MATCH_OPERATORS.slice(0, 2)),
    value: fc.string({ unit: "grapheme", maxLength: 40 }),
  });
  fc.assert(
    fc.property(fc.array(matcher, { maxLength: 5 }), (matchers) => {
      expect(parseMatchers(writeMatchers(matchers))).toEqual({ matchers });
    }),
  );
});

it("a label that is not there is empty text, and expressions hold for the whole of it", () => {
  const passes = (text: string, labels: Record<string, string>) => {
    const read = parseMatchers(text);
    return "matchers" in read && matcherOf(read.matchers)(labels);
  };
  expect(passes('a=""', {})).toBe(true);
  expect(passes("a!=x", {})).toBe(true);
  expect(passes("a=~prod", { a: "production" })).toBe(false);
  expect(passes('a=~"prod.*", b!~"x|y"', { a: "production", b: "z" })).toBe(true);
});
