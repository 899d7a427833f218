import { expect, it } from "vitest";

import type { ReleaseRef, RollbackCandidate, RollbackPlan } from "@/lib/delivery/contract";

import { movedSince, reviewOf } from "./reviewed-rollback";

const release = (number: number): ReleaseRef => ({
  id: `rel_${number}`,
  number,
  version: null,
  commitSha: null,
  subject: null,
  authorName: null,
  createdAt: "2026-11-23T14:05:12Z",
});
const candidate = (number: number, part: Partial<RollbackCandidate> = {}): RollbackCandidate => ({
  release: release(number),
  lastLiveAt: null,
  warmUntil: null,
  estimateMs: null,
  coldEstimateMs: null,
  configuration: null,
  migration: { verdict: "safe", reasons: [], migrations: [] },
  isForward: false,
  lastKnownGood: false,
  eligible: true,
  whyNot: null,
  blockers: [],
  ...part,
});
const plan = (serving: number, candidates: RollbackCandidate[]): RollbackPlan => ({
  service: { id: "svc_1", name: "tides" },
  environment: "production",
  current: release(serving),
  candidates,
  commitsUndone: [],
  steps: [],
  allowed: true,
  blockers: [],
});
const before = plan(5, [candidate(4), candidate(3, { lastKnownGood: true }), candidate(2)]);

it("proposes the last known good release, and one that is not known to be good when there is none", () => {
  expect(reviewOf(before).goal?.number).toBe(3);
  expect(reviewOf(plan(5, [candidate(4, { eligible: false }), candidate(2)])).goal?.number).toBe(2);
  expect(reviewOf(plan(5, [])).goal).toBeUndefined();
});

it("leads nobody to a release that is newer, in quarantine, or was rolled back from", () => {
  const blocker = {
    code: "quarantine",
    message: "#2 is in quarantine",
    owner: null,
    until: null,
    refuses: true,
    override: null,
  };
  const none = [
    candidate(2, { blockers: [blocker] }),
    candidate(1, { whyNot: "It was rolled back from here before." }),
    candidate(6, { isForward: true }),
  ];
  expect(reviewOf(plan(5, none)).goal).toBeUndefined();
  expect(reviewOf(plan(5, none), release(6)).goal?.number).toBe(6);
});

it("keeps what was chosen when it is reviewed again, as long as it can be gone back to", () => {
  expect(reviewOf(before, release(2)).goal?.number).toBe(2);
  expect(reviewOf(plan(2, [candidate(1), candidate(4)]), release(4)).goal?.number).toBe(4);
});

it("does not take a newer plan for moved while it serves the same and the choice stands", () => {
  const other = plan(5, [candidate(4, { lastKnownGood: true }), candidate(3), candidate(2)]);
  expect(movedSince(other, reviewOf(before))).toBeUndefined();
});

it("says what moved: a colleague's rollback, or a release that is gone", () => {
  const reviewed = reviewOf(before);
  expect(movedSince(plan(3, [candidate(4)]), reviewed)).toBe("#3 serves production by now, no longer #5.");
  expect(movedSince(plan(5, [candidate(4)]), reviewed)).toBe("#3 cannot be gone back to any more.");
  expect(movedSince({ ...before, current: null }, reviewed)).toBe("Nothing serves production by now.");
});
