import { expect, test } from "vitest";

import { wavesOf } from "./waves";

test.each([
  ["shop tides buoys", [["buoys"], ["tides"], ["shop"]], []],
  // What is left out still orders the rest.
  ["shop buoys", [["buoys"], ["shop"]], []],
  ["shop notes", [["notes", "shop"]], []],
  ["ring rung", [["ring", "rung"]], [["ring", "rung"]]],
  ["rung", [["rung"]], []],
])("the waves of %j", (selected, waves, cycles) => {
  const edges = [
    { from: "shop", to: "tides" },
    { from: "tides", to: "buoys" },
    { from: "ring", to: "rung" },
    { from: "rung", to: "ring" },
  ];
  expect(wavesOf(selected.split(" "), edges)).toEqual({ waves, cycles });
});
