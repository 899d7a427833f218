import { expect, test } from "vitest";

import { samePageOf } from "./same-page";

test("switching stays on the tab, and leaves what belongs to one service only", () => {
  expect(samePageOf("/services/shop")).toBe("");
  expect(samePageOf("/services/shop/settings")).toBe("/settings");
  expect(samePageOf("/services/shop/releases/rel_1")).toBe("/releases");
  expect(samePageOf("/services/shop/whatever")).toBe("");
});
