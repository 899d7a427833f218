import { readdirSync } from "node:fs";

import { expect, test } from "vitest";

import type { Database } from "@/db/client";
import { contextOf } from "@/lib/core/context";

/** What a stranger may ask of a domain, and why. Everything else behind its index is refused to them unread. */
const OPEN: Record<string, readonly string[]> = {
  api: ["answerApi", "answerSentryCli", "answerWatch", "readiness"], // each request is admitted, or is the open probe
  auth: [
    "authRoute", // signing in
    "currentActor", // these four say who asks, from the cookie or the token
    "currentPerson",
    "personBehind",
    "requirePerson",
    "requireUser",
    "findLinkOwner", // the one-time link is the proof
    "isSetUp",
    "opensSetUp", // so is this one
    "nextPath", // pure, as the rest is
    "can",
    "reaches",
    "canWatch",
    "requireBearerForWrites",
    "signInProviders",
  ],
  audit: ["canReadAudit"],
  catalog: [],
  checks: [],
  configuration: [],
  gates: [
    "endHold", // these three belong to a change whose permit was asked for
    "holdAutomation",
    "quarantine",
    "reconsiderJob", // a promise, and the rest is pure
    "canOverride",
    "overrideRoleOf",
    "whyNotEditPipelines",
    "approvalsExpireAt",
    "judge",
    "mayApprove",
    "nextLook",
  ],
  delivery: ["pingTargets"], // the open probe: whether targets answer
  notifications: [],
  errors: [],
  crons: [],
  telemetry: ["addCheckResults"], // belongs to the end of a run, which is a change with a permit
  dashboards: [],
  jobs: ["beat", "leave", "startRunner", "forgetReplacedJobs"], // the worker's; takes no question from anybody
};

/** Stands for the database: whoever looks into it has read too much. */
const untouchable = new Proxy<object>(
  {},
  {
    get: () => {
      throw new Error("It read before it asked who wants to know.");
    },
  },
);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing may be read of it
const stranger = contextOf({ type: "anonymous" }, untouchable as Database);

const domains = readdirSync("lib", { recursive: true })
  .map(String)
  .filter((path) => /^[^/]+\/index\.ts$/.test(path))
  .map((path) => path.split("/")[0] ?? "");

const guarded = (
  await Promise.all(
    domains.map(async (domain) => {
      const door: Record<string, unknown> = await import(`./${domain}/index.ts`);
      return Object.entries(door).flatMap(([name, ask]) =>
        typeof ask === "function" && !OPEN[domain]?.includes(name) ? [[domain, name, ask] as const] : [],
      );
    }),
  )
).flat();

test("every domain is looked at", () => {
  expect(domains.toSorted()).toEqual(Object.keys(OPEN).toSorted());
  expect(guarded.length).toBeGreaterThan(40);
});

test.each(guarded)("%s: %s refuses a stranger before it reads anything", async (_domain, _name, ask) => {
  await expect((async () => ask(stranger, {}))()).rejects.toMatchObject({
    name: "DomainError",
    code: "unauthenticated",
  });
});
