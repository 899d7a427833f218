import { expect, test } from "vitest";

import { matchOf, ranked } from "./rank";

const labels = (groups: { entries: readonly { label: string }[] }[]) =>
  groups.flatMap(({ entries }) => entries.map(({ label }) => label));

test("a service by its name stands before an action that merely contains the letters", () => {
  const build = { label: "Build a release of shortener…", keywords: ["tide", "new"] };
  const groups = [
    { heading: "", entries: [build] },
    { heading: "", entries: [{ label: "tidewatch" }] },
  ];
  expect(labels(ranked(groups, "tidew"))[0]).toBe("tidewatch");
  expect(labels(ranked(groups, "build"))[0]).toBe(build.label);
});

test("of equally good entries the earlier group leads, and within a group the better one", () => {
  const groups = [
    { heading: "", entries: [{ label: "url-shortener" }, { label: "shortener" }] },
    { heading: "", entries: [{ label: "shortener" }, { label: "Audit" }] },
  ];
  expect(labels(ranked(groups, "short"))).toEqual(["shortener", "url-shortener", "shortener"]);
});

test("several words may stand anywhere, also among the keywords", () => {
  const action = { label: "Promote shortener to production…", keywords: ["ship"] };
  expect(matchOf(action, "ship prod")).toBe(3);
  expect(matchOf(action, "omote tener")).toBe(2);
  expect(matchOf(action, "zzz")).toBe(0);
});

test("without a text everything is there in its order, and empty groups are not", () => {
  const groups = [
    { heading: "", entries: [] },
    { heading: "", entries: [{ label: "Home" }] },
  ];
  expect(labels(ranked(groups, " "))).toEqual(["Home"]);
  expect(ranked(groups, "")).toHaveLength(1);
});
