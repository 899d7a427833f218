import { expect, it } from "vitest";

import { Cutter } from "./storable";

it("what is nested in an attribute takes no more room than all of them may", () => {
  const list = Array.from({ length: 64 }, () => Array.from({ length: 64 }, () => "x".repeat(8_000)));
  const cutter = new Cutter();
  const kept = cutter.attributes({ list });
  expect(JSON.stringify(kept).length).toBeLessThan(100_000);
  expect(cutter.wasCut).toBe(true);
});
