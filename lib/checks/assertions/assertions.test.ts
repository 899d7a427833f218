import { array, assert, double, jsonValue, nat, oneof, property, string } from "fast-check";
import { describe, expect, it, test } from "vitest";

import { Assertion } from "../contract";
import { judgeInTime } from "../runner/judge-in-time";
import { evaluate } from "./evaluate";
import { readPath } from "./json-path";
import { matchOf } from "./matches";

const body = JSON.stringify({
  status: "ok",
  count: 3,
  price: "3",
  none: null,
  items: [{ id: 1 }, { id: 2 }],
  "a key": { "it's": true },
});
const answer = { headers: { "content-type": "application/json", "set-cookie": "sid=abcdef" }, body };
const judge = (assertion: Record<string, unknown>) => {
  const [judged] = evaluate(Assertion.parse(assertion), answer);
  return judged;
};

describe("an assertion", () => {
  test.each<[Record<string, unknown>, boolean, string, string]>([
    [{ json: "$.status", equals: "ok" }, true, '$.status "ok"', '$.status "ok"'],
    [{ json: "$.count", equals: "3" }, false, '$.count "3"', "$.count 3"],
    [{ json: "$.price", equals: 3 }, false, "$.price 3", '$.price "3"'],
    [{ json: "$.price", atLeast: 1 }, false, "$.price at least 1", '$.price "3"'],
    [{ json: "$.count", atLeast: 3 }, true, "$.count at least 3", "$.count 3"],
    [{ json: "$.count", lessThan: 3 }, false, "$.count less than 3", "$.count 3"],
    [{ json: "$.none", equals: null }, true, "$.none null", "$.none null"],
    [{ json: "$.missing", exists: false }, true, "$.missing not there", "$.missing nothing"],
    [{ json: "$.missing", notEquals: 1 }, true, "$.missing not 1", "$.missing nothing"],
    [{ json: "$.items", length: 3 }, false, "$.items of length 3", "$.items of length 2"],
    [{ json: "$.items[-1].id", equals: 2 }, true, "$.items[-1].id 2", "$.items[-1].id 2"],
    [{ json: "$.items[*].id", contains: 2 }, true, "$.items[*].id contains 2", "$.items[*].id [1,2]"],
    [
      { json: "$['a key']['it\\'s']", equals: true },
      true,
      "$['a key']['it\\'s'] true",
      "$['a key']['it\\'s'] true",
    ],
    [
      { json: "$.items", type: "array" },
      true,
      "$.items a value of type array",
      '$.items [{"id":1},{"id":2}]',
    ],
    [
      { header: "Content-Type", startsWith: "application/json" },
      true,
      'header Content-Type starts with "application/json"',
      'header Content-Type "application/json"',
    ],
    [
      { header: "Set-Cookie", contains: "other" },
      false,
      'header Set-Cookie contains "other"',
      "header Set-Cookie ***",
    ],
    [
      { json: "$", schema: { type: "object", required: ["gone"] } },
      false,
      "$ fits the schema",
      "$ does not: $: gone is missing",
    ],
    [
      {
        json: "$.items",
        schema: { items: { $ref: "#/$defs/one" }, $defs: { one: { properties: { id: { maximum: 1 } } } } },
      },
      false,
      "$.items fits the schema",
      "$.items does not: $[1].id: expected at most 1",
    ],
  ])("%j holds: %s", (assertion, holds, expected, actual) => {
    expect(judge(assertion)).toMatchObject({ holds, expected, actual: expect.stringContaining(actual) });
  });

  it("needs exactly one subject and at least one comparison", () => {
    expect(Assertion.safeParse({ json: "$.a", header: "b", equals: 1 }).success).toBe(false);
    expect(Assertion.safeParse({ json: "$.a" }).success).toBe(false);
  });

  it("fails on a body that is no JSON, and cannot tell with an expression that is none", () => {
    const page = { headers: {}, body: "<h1>hello</h1>" };
    expect(evaluate(Assertion.parse({ json: "$.a", equals: 1 }), page)[0]).toMatchObject({ holds: false });
    expect(() => evaluate(Assertion.parse({ body: true, matches: "(" }), page)).toThrow("not valid");
    expect(() => evaluate(Assertion.parse({ json: "$.a[", equals: 1 }), answer)).toThrow("cannot be read");
    expect(() => evaluate(Assertion.parse({ json: "$", schema: { dependentSchemas: {} } }), answer)).toThrow(
      "not known",
    );
  });
});

it("stops an expression that backtracks without end", () => {
  expect(() => judgeInTime(() => matchOf("(a+)+$", `${"a".repeat(40)}b`))).toThrow("takes too long");
});

it("a path finds what its own names and indexes lead to, whatever they are", () => {
  assert(
    property(array(oneof(string(), nat(5)), { maxLength: 6 }), jsonValue(), (steps, leaf) => {
      const value = steps.reduceRight<unknown>(
        (inner, step) =>
          typeof step === "number" ? [...Array.from({ length: step }, () => null), inner] : { [step]: inner },
        leaf,
      );
      const path = steps.map((step) =>
        typeof step === "number" ? `[${step}]` : `['${step.replaceAll(/['\\]/g, String.raw`\$&`)}']`,
      );
      expect(readPath(value, `$${path.join("")}`)).toStrictEqual(value === undefined ? undefined : leaf);
    }),
  );
});

it("numbers compare as numbers do", () => {
  assert(
    property(
      double({ noNaN: true, noDefaultInfinity: true }),
      double({ noNaN: true, noDefaultInfinity: true }),
      (value, limit) => {
        const given = { headers: {}, body: JSON.stringify({ value }) };
        const [judged] = evaluate(Assertion.parse({ json: "$.value", atMost: limit }), given);
        expect(judged?.holds).toBe(JSON.parse(given.body).value <= limit);
      },
    ),
  );
});
