import { expect, test } from "vitest";

import type { PlacementView } from "@/lib/delivery/contract";

import { beginsWithFailure, serviceSentence, worstHealth } from "./service-sentence";

const release = (number: number) => ({
  id: `rel_${number}`,
  number,
  version: null,
  commitSha: null,
  subject: null,
  authorName: null,
  createdAt: "2026-11-23T00:00:00.000Z",
});
const place = (environment: string, more: Partial<PlacementView> = {}): PlacementView => ({
  environmentId: environment,
  environment,
  region: "local",
  release: release(12),
  deploymentId: null,
  liveSince: null,
  deployedByName: null,
  health: "healthy",
  healthDetail: null,
  url: null,
  drift: null,
  warm: null,
  inFlight: null,
  lastFailure: null,
  configurationChange: null,
  behind: null,
  ...more,
});
const nothing = { release: null, health: "not_applicable" } as const;
const behind = (number: number, wasRolledBack = false) => ({
  releases: 1,
  candidate: release(number),
  wasRolledBack,
  failed: null,
  isQuarantined: false,
});
const failed = (number: number) => ({
  deploymentId: "dep_1",
  release: release(number),
  status: "failed" as const,
  message: "It ended.",
  at: "2026-11-23T00:00:00.000Z",
});

test("where it is well, and what can go where", () => {
  const all = [place("dev"), place("staging"), place("production", { behind: behind(14) })];
  expect(serviceSentence(all)).toBe("Healthy in 3 environments; #14 can go to production.");
  expect(serviceSentence([place("dev"), place("staging")])).toBe("Healthy in 2 environments.");
  expect(serviceSentence([place("dev"), place("staging", { ...nothing, behind: behind(12) })])).toBe(
    "Healthy in dev; #12 can go to staging.",
  );
});

test("what is not well comes first, and its state stands beside it", () => {
  const places = [place("dev"), place("staging"), place("production", { health: "degraded" })];
  expect(serviceSentence(places)).toBe("Degraded in production, healthy in dev and staging.");
  expect(worstHealth(places)).toBe("degraded");
});

test("where something else runs than was deployed is said instead of how it is", () => {
  const drift = { kind: "missing" as const, detail: "Nothing runs.", since: "2026-11-23T00:00:00.000Z" };
  const places = [place("dev"), place("staging", { health: "degraded", drift })];
  expect(serviceSentence(places)).toBe("Not as deployed in staging, healthy in dev.");
  const unexpected = place("staging", { ...nothing, drift: { ...drift, kind: "unexpected" } });
  expect(serviceSentence([unexpected])).toBe("Not as deployed in staging.");
});

test("a release that failed or was taken back is not offered again", () => {
  const bad = place("staging", { behind: behind(13), lastFailure: failed(13) });
  expect(serviceSentence([place("dev"), bad])).toBe("#13 did not reach staging, healthy in 2 environments.");
  expect(beginsWithFailure([place("dev"), bad])).toBe(true);
  expect(beginsWithFailure([place("dev", { health: "degraded" }), bad])).toBe(false);
  expect(serviceSentence([place("dev"), place("staging", { behind: behind(13, true) })])).toBe(
    "Healthy in 2 environments.",
  );
});

test("before anything runs it says what could", () => {
  const places = [place("dev", { ...nothing, behind: behind(1) }), place("staging", nothing)];
  expect(serviceSentence(places)).toBe("Nothing runs yet; #1 can go to dev.");
  expect(serviceSentence([place("dev", nothing)])).toBe("Nothing runs yet.");
  expect(worstHealth([place("dev", nothing)])).toBe("not_applicable");
});
