import { expect, test } from "vitest";

import type { StageView, Window } from "../contract";
import { openingsAt } from "./window-state";

const stage = (environment: string, open?: Window[]): StageView => ({
  environment,
  after: [],
  needs: "all",
  promotion: "manual",
  rollback: "manual",
  ...(open && { windows: { timeZone: "Europe/Berlin", open } }),
});
const hours = (from: string, until: string): Window => ({ kind: "daily", days: ["fri"], from, until });

// 2026-11-27 is a Friday, and Berlin is one hour ahead.
test("opening times that touch are told as one, and a stage without any is not told of", () => {
  const stages = [stage("dev"), stage("production", [hours("09:00", "12:00"), hours("12:00", "16:00")])];
  expect(openingsAt(stages, new Date("2026-11-27T09:00:00Z"))).toEqual({
    production: { isOn: true, changesAt: "2026-11-27T15:00:00.000Z", endsAt: "2026-11-27T15:00:00.000Z" },
  });
  expect(openingsAt(stages, new Date("2026-11-27T07:00:00Z"))).toEqual({
    production: { isOn: false, changesAt: "2026-11-27T08:00:00.000Z", endsAt: "2026-11-27T15:00:00.000Z" },
  });
});
