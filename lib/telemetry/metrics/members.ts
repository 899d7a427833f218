import "server-only";
import type { SQL } from "drizzle-orm";

import { DomainError } from "@/lib/core/errors";
import { TookTooLong, withinTimeLimit } from "@/lib/core/time-limit";

import { type Matcher, matcherOf } from "../contract";

/** A row key of a table with its labels; `bounds` of a histogram with its own. */
export type Labelled<Key> = { key: Key; labels: Record<string, string>; bounds: readonly number[] | null };

/** Rows that are read as one: those of a group with the same bounds. */
export type Lane = { group: number; bounds: readonly number[] | null };
export type Grouped<Key> = {
  /** The labels of each group. */
  groups: Record<string, string>[];
  lanes: Lane[];
  members: { key: Key; lane: number }[];
};

/** `rows` as m, joined to the lane of each; `members` are how many of them there are at most in `rowSeconds`. */
export type Source = { rows: SQL; rowSeconds: number; members: number };
export type Figures = Record<"count" | "sum" | "min" | "max", SQL>;

/** A regular expression of a question that backtracks without end is stopped. */
const MATCHING_MS = 250;

/** Lets through what the matchers let through, by the values of the keys that one groups by. */
export function groupMembers<Key>(
  rows: readonly Labelled<Key>[],
  matchers: readonly Matcher[],
  by: readonly string[],
): Grouped<Key> {
  const through = matching(rows, matchers);
  const groups = new Map<string, { index: number; labels: Record<string, string> }>();
  const lanes = new Map<string, Lane & { index: number }>();
  const members = through.map(({ key, labels, bounds }) => {
    const own = Object.fromEntries(by.map((name) => [name, labels[name] ?? ""]));
    const groupKey = JSON.stringify(Object.values(own));
    const group = groups.get(groupKey) ?? { index: groups.size, labels: own };
    groups.set(groupKey, group);
    const laneKey = `${group.index} ${JSON.stringify(bounds)}`;
    const lane = lanes.get(laneKey) ?? { index: lanes.size, group: group.index, bounds };
    lanes.set(laneKey, lane);
    return { key, lane: lane.index };
  });
  return { groups: [...groups.values()].map(({ labels }) => labels), lanes: [...lanes.values()], members };
}

function matching<Key>(
  rows: readonly Labelled<Key>[],
  matchers: readonly Matcher[],
): readonly Labelled<Key>[] {
  if (matchers.length === 0) return rows;
  const passes = matcherOf(matchers);
  const filter = () => rows.filter(({ labels }) => passes(labels));
  // Without an expression it is only slow where the whole machine is, and nobody can write that better.
  if (!matchers.some(({ operator }) => operator.endsWith("~"))) return filter();
  try {
    return withinTimeLimit(MATCHING_MS, filter);
  } catch (error) {
    if (!(error instanceof TookTooLong)) throw error;
    throw new DomainError("invalid", "An expression of the filter takes too long.", {
      fields: [{ path: "where", message: "Write it without repetitions inside of repetitions." }],
    });
  }
}
