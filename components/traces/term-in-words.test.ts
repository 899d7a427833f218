import { expect, it } from "vitest";

import { parseTraceFilter } from "@/lib/telemetry/contract";

import { termInWords } from "./term-in-words";

it("a value that is clicked is found again", () => {
  for (const value of ["500", "a b", "it's", 'say "yes"'])
    expect(parseTraceFilter(termInWords("key", value))).toEqual({
      ok: true,
      terms: [{ is: "equal", key: "key", value }],
    });
});
