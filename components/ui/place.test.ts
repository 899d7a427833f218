import { expect, test } from "vitest";

import { place } from "./place";

const viewport = { width: 400, height: 300 };
const menu = { width: 120, height: 80 };

test("a menu opens below its button and keeps to its edge", () => {
  const button = { left: 40, top: 20, right: 100, bottom: 50 };
  expect(place(button, menu, viewport, { side: "bottom", align: "start", gapPx: 4 })).toEqual({
    left: 40,
    top: 54,
  });
});

test("without room below it opens above", () => {
  const button = { left: 40, top: 250, right: 100, bottom: 280 };
  expect(place(button, menu, viewport, { side: "bottom", align: "start", gapPx: 4 })).toEqual({
    left: 40,
    top: 166,
  });
});

test("without room above a tooltip goes below", () => {
  const button = { left: 40, top: 5, right: 100, bottom: 35 };
  expect(place(button, menu, viewport, { side: "top", align: "center", gapPx: 4 })).toEqual({
    left: 10,
    top: 39,
  });
});

test("it never leaves the window", () => {
  const button = { left: 380, top: 20, right: 398, bottom: 50 };
  expect(place(button, menu, viewport, { side: "bottom", align: "start", gapPx: 4 }).left).toBe(272);
});
