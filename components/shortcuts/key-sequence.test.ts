import { expect, test } from "vitest";

import { meaningOf } from "./key-sequence";

const press = (key: string, more: Partial<Parameters<typeof meaningOf>[0]> = {}) =>
  meaningOf({ key, mod: false, alt: false, typing: false, singleKeys: true, afterG: false, ...more });

test.each([
  ["?", "sheet"],
  ["/", "filter"],
  ["j", "next"],
  ["k", "previous"],
  ["g", "awaits"],
])("%s means %s", (key, kind) => {
  expect(press(key)).toEqual({ kind });
});

test("a letter after g goes somewhere, also one that means something alone", () => {
  expect(press("s", { afterG: true })).toEqual({ kind: "go", key: "s" });
  expect(press("j", { afterG: true })).toEqual({ kind: "go", key: "j" });
});

test("another letter is offered to the actions of the page", () => {
  expect(press("p")).toEqual({ kind: "action", key: "p" });
});

test("the palette opens everywhere, with either modifier and with single keys switched off", () => {
  expect(press("k", { mod: true, typing: true, singleKeys: false })).toEqual({ kind: "palette" });
  expect(press("K", { mod: true })).toEqual({ kind: "palette" });
});

test.each([{ typing: true }, { singleKeys: false }, { alt: true }, { mod: true }])(
  "single keys are silent with %o",
  (circumstance) => {
    for (const key of ["g", "j", "?", "/", "p", "r"]) expect(press(key, circumstance)).toBeUndefined();
  },
);

test("keys without a letter are left alone", () => {
  expect([press("Enter"), press("Tab"), press("ArrowDown")]).toEqual([undefined, undefined, undefined]);
});
