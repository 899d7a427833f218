import { expect, test } from "vitest";

import type { PlacementView } from "@/lib/delivery/contract";

import { isInState, urgencyOf } from "./needs-action";

const release = {
  id: "rel_1",
  number: 1,
  version: null,
  commitSha: null,
  subject: null,
  authorName: null,
  createdAt: "2026-11-23T00:00:00.000Z",
};
const quiet: PlacementView = {
  environmentId: "env_1",
  environment: "dev",
  region: "local",
  release,
  deploymentId: null,
  liveSince: null,
  deployedByName: null,
  health: "healthy",
  healthDetail: null,
  url: null,
  warm: null,
  inFlight: null,
  lastFailure: null,
  behind: null,
};
const behind: PlacementView = { ...quiet, behind: { releases: 2, wasRolledBack: false, candidate: release } };
const degraded: PlacementView = { ...quiet, health: "degraded" };

test("a service where all is well needs nothing", () => {
  expect(isInState({ placements: [quiet, quiet] }, "action")).toBe(false);
  expect(urgencyOf({ placements: [quiet, quiet] })).toBe(0);
});

test("a failure in production comes before one in dev, and both before a release that waits", () => {
  const inProduction = urgencyOf({ placements: [quiet, degraded] });
  const inDev = urgencyOf({ placements: [degraded, quiet] });
  const waits = urgencyOf({ placements: [behind, behind] });
  expect([inProduction > inDev, inDev > waits, waits > 0]).toEqual([true, true, true]);
});

test("each filter finds what it names", () => {
  expect(isInState({ placements: [behind] }, "behind")).toBe(true);
  expect(isInState({ placements: [behind] }, "failing")).toBe(false);
  expect(isInState({ placements: [degraded] }, "failing")).toBe(true);
  expect(isInState({ placements: [degraded] }, "in-flight")).toBe(false);
});
