import { expect, it } from "vitest";

import type { Blocker } from "@/lib/delivery/contract";

import { askWords, outlookOf } from "./outlook";

const blocker = (code: string, part: Partial<Blocker> = {}): Blocker => ({
  code,
  message: code,
  owner: null,
  until: null,
  refuses: false,
  override: null,
  ...part,
});
const freeze = blocker("freeze", { override: { gate: "freeze", role: "operator", allowed: true } });
const quarantine = blocker("quarantine", {
  refuses: true,
  override: { gate: "quarantine", role: "operator", allowed: true },
});
const flight = blocker("in_flight");
const codes = (some: readonly Blocker[]) => some.map(({ code }) => code);

it("what is overridden neither refuses nor keeps waiting", () => {
  const all = [quarantine, freeze, flight];
  expect(codes(outlookOf(all, []).refusals)).toEqual(["quarantine"]);
  expect(codes(outlookOf(all, []).waitsFor)).toEqual(["freeze", "in_flight"]);
  const set = outlookOf(all, ["quarantine", "freeze"]);
  expect([codes(set.refusals), codes(set.waitsFor)]).toEqual([[], ["in_flight"]]);
});

it("a button that only asks says for what it waits", () => {
  expect(askWords("production", [], false)).toBeUndefined();
  expect(askWords("production", [freeze], false)).toBe("Ask for production: it waits for the freeze");
  expect(askWords("production", [freeze, flight, flight], true)).toBe(
    "Ask for production: it waits for its time and 2 more",
  );
});
