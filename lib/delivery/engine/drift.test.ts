import { describe, expect, it } from "vitest";

import type { DriftKind } from "@/db/enums";

import type { Observation } from "../targets/target";
import { differenceOf, NO_DRIFT, nextDrift, sentenceOf, type Desired } from "./drift";

const serving = (releaseId: string, configurationId?: string): Observation["serving"] => ({
  deploymentId: "dep_1",
  releaseId,
  configurationId,
  state: "ready",
  since: "2026-11-27T10:00:00Z",
  restarts: 0,
});
const wants = (releaseId: string | null, configurationId: string | null = null): Desired => ({
  releaseId,
  configurationId,
});

describe("differenceOf", () => {
  const cases: [string, Desired, Observation["serving"], DriftKind | undefined][] = [
    ["what should run runs", wants("rel_1"), serving("rel_1"), undefined],
    ["nothing should run, and nothing does", wants(null), undefined, undefined],
    ["nothing runs", wants("rel_1"), undefined, "missing"],
    ["another release runs", wants("rel_1", "cfg_1"), serving("rel_2", "cfg_2"), "other_release"],
    ["another configuration runs", wants("rel_1", "cfg_1"), serving("rel_1", "cfg_2"), "other_configuration"],
    ["the same configuration runs", wants("rel_1", "cfg_1"), serving("rel_1", "cfg_1"), undefined],
    ["the deployment is older than versions", wants("rel_1"), serving("rel_1", "cfg_2"), undefined],
    ["the process is older than versions", wants("rel_1", "cfg_1"), serving("rel_1"), undefined],
    ["something runs where nothing should", wants(null), serving("rel_2"), "unexpected"],
  ];
  it.each(cases)("%s", (_, desired, found, kind) => {
    expect(differenceOf(desired, found)).toBe(kind);
  });

  it("says what is desired and what was found", () => {
    const names = { release: (id: string) => `#${id}`, configuration: (id: string) => `configuration ${id}` };
    const sentences = cases.flatMap(([, desired, found, kind]) =>
      kind ? [sentenceOf(kind, desired, found, names)] : [],
    );
    expect(sentences).toEqual([
      "#rel_1 should run, and nothing does.",
      "#rel_1 should run, and #rel_2 does.",
      "#rel_1 should run with configuration cfg_1, and runs with configuration cfg_2.",
      "Nothing should run, and #rel_2 does.",
    ]);
  });
});

describe("nextDrift", () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 10, 27, 10, 0, seconds));
  const missing = { kind: "missing" as const, detail: "Nothing runs." };

  it("counts a difference only when it is seen again some seconds later", () => {
    const first = nextDrift({ ...NO_DRIFT, fence: 3 }, missing, at(0));
    expect(first).toMatchObject({ driftSince: at(0), driftDetectedAt: null });
    expect(nextDrift({ ...first, fence: 3 }, missing, at(2))).toEqual(first);
    expect(nextDrift({ ...first, fence: 3 }, missing, at(4))).toEqual({ ...first, driftDetectedAt: at(4) });
  });

  it("begins anew when a deployment was at work in between", () => {
    const first = nextDrift({ ...NO_DRIFT, fence: 3 }, missing, at(0));
    expect(nextDrift({ ...first, fence: 4 }, missing, at(40))).toMatchObject({
      driftSince: at(40),
      driftFence: 4,
      driftDetectedAt: null,
    });
  });

  it("keeps what counts through another kind, and forgets it once it is gone", () => {
    const known = { driftKind: "missing" as const, driftDetail: "", driftSince: at(0), driftFence: 3 };
    const other = { kind: "other_release" as const, detail: "#2 runs." };
    const next = nextDrift({ ...known, driftDetectedAt: at(4), fence: 5 }, other, at(60));
    expect(next).toMatchObject({ driftKind: "other_release", driftSince: at(0), driftDetectedAt: at(4) });
    expect(nextDrift({ ...next, fence: 5 }, undefined, at(62))).toEqual(NO_DRIFT);
  });
});
