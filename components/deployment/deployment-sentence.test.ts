import { expect, test } from "vitest";

import type { DeploymentView } from "@/lib/delivery/contract";

import { deploymentMarkdown } from "./deployment-markdown";
import { attemptsOf, barPhases } from "./deployment-phases";
import { deploymentSentence } from "./deployment-sentence";

const release = (number: number, commitSha: string) => ({
  id: `rel_${number}`,
  number,
  version: "1.0.0",
  commitSha,
  subject: `Change *${number}*`,
  authorName: "Ada",
  createdAt: "2026-11-23T14:00:00.000Z",
});

const base: DeploymentView = {
  id: "dep_1",
  serviceId: "svc_1",
  serviceName: "checkout",
  environmentId: "env_3",
  environment: "production",
  region: "local",
  kind: "promote",
  status: "succeeded",
  phase: null,
  outcome: "live",
  release: release(5, "9d41e0aa11"),
  releaseId: "rel_5",
  reason: "",
  requestedByName: "Ada",
  createdAt: "2026-11-23T14:02:00.000Z",
  startedAt: "2026-11-23T14:02:00.100Z",
  finishedAt: "2026-11-23T14:02:11.500Z",
  failure: null,
  url: "http://checkout-production.localhost:4000",
  attempts: 1,
  reusedWarm: false,
  previous: { deploymentId: "dep_0", release: release(4, "3f2a9c1bb2") },
  replacedBy: null,
  configuration: null,
  fromEnvironment: "staging",
  cancelRequestedAt: null,
  waiting: [],
  waitingFor: [],
  notBefore: null,
  overrides: [],
  approvals: [],
  gates: null,
  plannedMigrations: null,
  phases: [],
  migrationRuns: [],
  timings: {},
  events: [],
  changes: { commits: [], changedFileCount: null },
};

const said = (part: Partial<DeploymentView>) =>
  deploymentSentence({ ...base, ...part })
    .map((piece) => (typeof piece === "string" ? piece : `<${piece.as} ${piece.at.slice(11, 16)}>`))
    .join("");

const crash = { code: "exited", message: "The process exited with code 3: cannot read the flux table" };

test.each<[string, Partial<DeploymentView>, string]>([
  ["live", {}, "Live in production since <clock 14:02>. Took 11 s."],
  [
    "failed, with what kept serving",
    { status: "failed", outcome: null, failure: crash },
    "Failed: The process exited with code 3: cannot read the flux table. #4 · 3f2a9c1 kept serving.",
  ],
  [
    "failed as the first",
    { status: "failed", outcome: null, failure: crash, previous: null },
    "Failed: The process exited with code 3: cannot read the flux table. Nothing served production before it.",
  ],
  [
    "rolled back by a person",
    {
      outcome: "rolled_back",
      replacedBy: { deploymentId: "dep_2", kind: "rollback", at: "2026-11-23T15:10:00.000Z" },
    },
    "Served production until <clock 15:10>, when somebody rolled it back. Took 11 s.",
  ],
  [
    "running after a restart",
    { status: "running", outcome: null, phase: "switch", attempts: 2, finishedAt: null },
    "On its way to production: switching traffic. Started <ago 14:02>. Resumed after a restart, attempt 2.",
  ],
  [
    "asked to stop",
    { status: "running", outcome: null, cancelRequestedAt: "2026-11-23T14:02:05.000Z" },
    "Cancel requested <ago 14:02>: it stops at the next safe point.",
  ],
  [
    "waiting, with its reason",
    { status: "waiting", outcome: null, waiting: ["dep_0 is deploying #4 here"] },
    "Waiting for production: dep_0 is deploying #4 here. Requested <ago 14:02>.",
  ],
  [
    "waiting at gates, with the first reason",
    {
      status: "waiting",
      outcome: null,
      waitingFor: [
        { code: "freeze", message: "Frozen: Holidays.", owner: "Ada", until: null },
        { code: "approval", message: "0 of 1 approval: ask operators.", owner: "operators", until: null },
      ],
    },
    "Waiting for production: Frozen: Holidays. And 1 more reason. Requested <ago 14:02>.",
  ],
])("a deployment that is %s says so in one sentence", (_, part, sentence) => {
  expect(said(part)).toBe(sentence);
});

test("beside its cause a failure says how long it took and what still serves", () => {
  const failed = { ...base, status: "failed" as const, outcome: null, failure: crash };
  expect(deploymentSentence(failed, { causeShown: true, servesNow: "rel_4" })).toEqual([
    "Failed after 11 s. #4 · 3f2a9c1 still serves.",
  ]);
});

test("an interrupted attempt stays visible beside the one that went on", () => {
  const phase = (attempt: number, name: "prepare" | "roll_out", durationMs: number | null) => ({
    phase: name,
    attempt,
    status: durationMs === null ? ("running" as const) : ("passed" as const),
    detail: "",
    startedAt: `2026-11-23T14:02:0${attempt}.000Z`,
    durationMs,
  });
  const view = {
    status: "running" as const,
    finishedAt: null,
    phases: [phase(1, "prepare", 10), phase(1, "roll_out", null), phase(2, "prepare", 12)],
  };
  expect(attemptsOf(view).map(({ number, interrupted }) => [number, interrupted])).toEqual([
    [1, true],
    [2, false],
  ]);
  expect(barPhases(view).map(({ name, status }) => `${name} ${status}`)).toEqual([
    "prepare passed",
    "migrate pending",
    "roll_out pending",
    "switch pending",
    "verify pending",
    "watch pending",
  ]);
});

test("a phase whose executor was killed is not shown as running once the deployment is over", () => {
  const phases = [
    {
      phase: "roll_out" as const,
      attempt: 1,
      status: "running" as const,
      detail: "",
      startedAt: "2026-11-23T14:02:01.000Z",
      durationMs: null,
    },
  ];
  const finishedAt = "2026-11-23T14:02:04.500Z";
  expect(barPhases({ status: "interrupted", phases, finishedAt })).toMatchObject([
    { name: "roll_out", status: "interrupted", durationMs: 3_500 },
  ]);
});

test("the Markdown copy is in UTC, keeps the reason, and other people's words stay words", () => {
  const markdown = deploymentMarkdown(
    { ...base, reason: "fixes @ops [outage]", failure: { ...crash, logTail: ["a", "```", "b"] } },
    "http://localhost:3000/deployments/dep_1",
  );
  expect(markdown).toContain("Live in production since 2026-11-23 14:02:11 UTC. Took 11 s.");
  expect(markdown).toContain(String.raw`- Reason: fixes \@ops \[outage\]`);
  expect(markdown).toContain(String.raw`Change \*5\*`);
  expect(markdown).toContain("````\na\n```\nb\n````");
});
