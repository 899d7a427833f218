import { expect, test } from "vitest";

import { asRows, holdOrder } from "./hold-order";

const item = (id: string, text = id) => ({ id, text });
const seen = (rows: ReturnType<typeof asRows<{ id: string; text: string }>>) =>
  rows.map(({ item: { text }, gone }) => `${text}${gone ? " (gone)" : ""}`);

test("rows stay where they are while what they say changes", () => {
  const shown = asRows([item("a"), item("b"), item("c")]);
  const next = [item("c", "c is worse"), item("a"), item("b")];
  expect(seen(holdOrder(shown, next))).toEqual(["a", "b", "c is worse"]);
});

test("what is gone keeps its place, and what is new comes below what is under the cursor", () => {
  const shown = asRows([item("a"), item("b")]);
  const held = holdOrder(shown, [item("new"), item("b")]);
  expect(seen(held)).toEqual(["a (gone)", "b", "new"]);
  expect(seen(holdOrder(held, [item("b"), item("a", "a again"), item("new")]))).toEqual([
    "a again",
    "b",
    "new",
  ]);
});
