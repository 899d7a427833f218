import { expect, test } from "vitest";

import { initialsOf } from "./person";

test.each([
  ["Ada Lovelace", "AL"],
  ["ada@example.com", "AD"],
  ["ci-token", "CT"],
  ["Ægir Ólafsson", "ÆÓ"],
  ["x", "X"],
  ["", "?"],
])("%s is known by %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
