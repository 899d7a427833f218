import { expect, it } from "vitest";

import { holdRows } from "./hold-rows";

const list = (...ids: string[]) => ids.map((id) => ({ id, state: "now" }));
const before = (...ids: string[]) => ids.map((id) => ({ id, state: "before" }));

it("shows what happened to a row where it stands", () => {
  expect(holdRows(before("3", "2"), list("3", "2"))).toEqual({
    rows: list("3", "2"),
    newCount: 0,
    moves: false,
  });
});

it("holds back what would push rows down, counts it, and lets older rows in below", () => {
  expect(holdRows(before("3", "2"), list("5", "4", "3", "2", "1"))).toEqual({
    rows: list("3", "2", "1"),
    newCount: 2,
    moves: true,
  });
});

it("keeps a row that a filter no longer lets through, as it was", () => {
  expect(holdRows(before("3", "2", "1"), list("3", "1"))).toEqual({
    rows: [...list("3"), ...before("2"), ...list("1")],
    newCount: 0,
    moves: true,
  });
});

it("keeps everything when everything is new", () => {
  expect(holdRows(before("2", "1"), list("4", "3"))).toEqual({
    rows: before("2", "1"),
    newCount: 2,
    moves: true,
  });
});

it("has nothing to hold before the first rows", () => {
  expect(holdRows([], list("1"))).toEqual({ rows: list("1"), newCount: 0, moves: false });
});
