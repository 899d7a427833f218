import { expect, it } from "vitest";

import { parseTraceFilter } from "./trace-filter";

it.each([
  ["", []],
  ["  ", []],
  ["error.type", [{ is: "there", key: "error.type" }]],
  ["http.response.status_code=500", [{ is: "equal", key: "http.response.status_code", value: "500" }]],
  ["user.id!=7", [{ is: "unequal", key: "user.id", value: "7" }]],
  ["a=b=c", [{ is: "equal", key: "a", value: "b=c" }]],
  ["a=", [{ is: "equal", key: "a", value: "" }]],
  [
    `a="x y" 'b!=it is' c`,
    [
      { is: "equal", key: "a", value: "x y" },
      { is: "unequal", key: "b", value: "it is" },
      { is: "there", key: "c" },
    ],
  ],
])("%s is read as it is meant", (text, terms) => {
  expect(parseTraceFilter(text)).toEqual({ ok: true, terms });
});

it.each(["=5", "!=5", `a="unclosed`, "!a", "a b c d e f g h i"])("%s is refused", (text) => {
  expect(parseTraceFilter(text)).toEqual({ ok: false });
});
