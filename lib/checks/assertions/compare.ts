import { isDeepStrictEqual } from "node:util";

import { COMPARISON_NAMES, type Assertion } from "../contract";
import { misfit } from "./json-schema";
import { matchOf } from "./matches";

type Comparisons = Omit<Assertion, "json" | "header" | "body">;
export type Comparison = { holds: boolean; expected: string; actual?: string };

/**
 * Every comparison of an assertion with what was found. Types count: 200 is not "200", and a comparison of numbers
 * with anything else does not hold. `value` is undefined when the subject is not there.
 */
export function compare(value: unknown, comparisons: Comparisons): Comparison[] {
  return Object.entries(comparisons)
    .filter(([name, wanted]) => wanted !== undefined && COMPARISON_NAMES.includes(name))
    .map(([name, wanted]) => {
      const rule = RULES[name];
      if (!rule) return { holds: false, expected: name };
      return rule(value, wanted);
    });
}

type Rule = (value: unknown, wanted: unknown) => Comparison;

const ordered =
  (words: string, holds: (value: number, wanted: number) => boolean): Rule =>
  (value, wanted) => ({
    holds: typeof value === "number" && typeof wanted === "number" && holds(value, wanted),
    expected: `${words} ${String(wanted)}`,
  });

const text =
  (words: string, holds: (value: string, wanted: string) => boolean): Rule =>
  (value, wanted) => ({
    holds: typeof value === "string" && holds(value, String(wanted)),
    expected: `${words} ${show(wanted)}`,
  });

const RULES: Record<string, Rule> = {
  equals: (value, wanted) => ({ holds: isDeepStrictEqual(value, wanted), expected: show(wanted) }),
  notEquals: (value, wanted) => ({
    holds: !isDeepStrictEqual(value, wanted),
    expected: `not ${show(wanted)}`,
  }),
  lessThan: ordered("less than", (value, wanted) => value < wanted),
  atMost: ordered("at most", (value, wanted) => value <= wanted),
  greaterThan: ordered("greater than", (value, wanted) => value > wanted),
  atLeast: ordered("at least", (value, wanted) => value >= wanted),
  contains: (value, wanted) => ({
    holds: Array.isArray(value)
      ? value.some((item) => isDeepStrictEqual(item, wanted))
      : typeof value === "string" && typeof wanted === "string" && value.includes(wanted),
    expected: `contains ${show(wanted)}`,
  }),
  startsWith: text("starts with", (value, wanted) => value.startsWith(wanted)),
  endsWith: text("ends with", (value, wanted) => value.endsWith(wanted)),
  matches: (value, wanted) => ({
    holds: typeof value === "string" && matchOf(String(wanted), value) !== undefined,
    expected: `matches /${String(wanted)}/`,
  }),
  exists: (value, wanted) => ({
    holds: (value !== undefined) === wanted,
    expected: wanted === true ? "there" : "not there",
  }),
  type: (value, wanted) => ({
    holds: typeOf(value) === wanted,
    expected: `a value of type ${String(wanted)}`,
  }),
  length: (value, wanted) => {
    const length = typeof value === "string" || Array.isArray(value) ? value.length : undefined;
    return {
      holds: length === wanted,
      expected: `of length ${String(wanted)}`,
      ...(length !== undefined && { actual: `of length ${length}` }),
    };
  },
  schema: (value, wanted) => {
    const trouble = misfit(value, wanted);
    return {
      holds: trouble === undefined,
      expected: "fits the schema",
      ...(trouble && { actual: `does not: ${trouble}` }),
    };
  },
};

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

const SHOWN = 300;

/** A value as a person reads it, cut where it stops to help. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const written = JSON.stringify(value) ?? "something that is no JSON";
  return written.length > SHOWN ? `${written.slice(0, SHOWN)}…` : written;
}
