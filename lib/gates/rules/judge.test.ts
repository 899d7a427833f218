import { describe, expect, it } from "vitest";

import { judge, type GateFacts } from "./judge";
import { now, stage, staging, facts, frozen, yes, hold, approvals, served, ago, quarantine } from "./testing";

describe("judge", () => {
  it.each<[guarantee: string, rules: Partial<GateFacts>, expected: string[]]>([
    ["nothing stands in the way of what was seen before", {}, []],
    ["no pipeline, no order", { stage: undefined, upstream: [] }, []],

    [
      "a release that was never there",
      { upstream: [staging({ occupancy: [], isLive: false })] },
      ["upstream!"],
    ],
    [
      "one that is on its way there",
      { upstream: [staging({ occupancy: [], isLive: false, inFlight: "dep_1" })] },
      ["upstream"],
    ],
    [
      "trouble there stops automation",
      { byAutomation: true, upstream: [staging({ trouble: "502" })] },
      ["upstream"],
    ],
    ["and informs people at most", { upstream: [staging({ trouble: "502" })] }, []],
    [
      "all of two stages",
      {
        stage: stage({ after: ["a", "b"] }),
        upstream: [staging(), staging({ occupancy: [], isLive: false })],
      },
      ["upstream!"],
    ],
    [
      "one of two stages",
      {
        stage: stage({ after: ["a", "b"], needs: "one" }),
        upstream: [staging({ occupancy: [], isLive: false }), staging()],
      },
      [],
    ],

    [
      "whatever there is, when it only puts back what should serve there",
      {
        restores: true,
        kind: "deploy",
        stage: stage({ approvals, soak: "91m" }),
        freezes: [{ ...frozen, blocksRollbacks: true }],
        quarantine,
      },
      [],
    ],

    ["a soak that is over", { stage: stage({ soak: "90m" }) }, []],
    ["a soak that is not", { stage: stage({ soak: "91m" }) }, ["soak until 2026-11-27T12:01:00.000Z"]],
    [
      "a soak that can never be over",
      { stage: stage({ soak: "30m" }), upstream: [served([60, 40])] },
      ["soak!"],
    ],
    [
      "a soak that was over once",
      { stage: stage({ soak: "30m" }), upstream: [served([600, 560], [60, 40])] },
      [],
    ],
    [
      "parts of a soak do not add up",
      { stage: stage({ soak: "30m" }), upstream: [served([100, 80], [60, 40])] },
      ["soak!"],
    ],
    [
      "a redeployment is no break",
      { stage: stage({ soak: "30m" }), upstream: [served([100, 80], [80, 60])] },
      [],
    ],

    [
      "a check that passed",
      {
        stage: stage({ checks: ["smoke"] }),
        upstream: [staging({ checks: [{ name: "smoke", status: "passed" }] })],
      },
      [],
    ],
    [
      "a check that failed",
      {
        stage: stage({ checks: ["smoke"] }),
        upstream: [staging({ checks: [{ name: "smoke", status: "failed" }] })],
      },
      ["checks"],
    ],
    [
      "a check that could not tell is not one that passed",
      {
        stage: stage({ checks: ["smoke"] }),
        upstream: [staging({ checks: [{ name: "smoke", status: "errored" }] })],
      },
      ["checks"],
    ],
    [
      "a check that never ran",
      {
        stage: stage({ checks: ["smoke"] }),
        upstream: [staging({ checks: [{ name: "smoke", status: "none" }] })],
      },
      ["checks"],
    ],

    ["too few approvals", { stage: stage({ approvals }), approvals: [yes("usr_1")] }, ["approval"]],
    [
      "approvals that are too old by then",
      {
        stage: stage({ approvals: { count: 2, expires: "1h" } }),
        approvals: [yes("usr_1"), { ...yes("usr_2"), at: new Date(ago(60)) }],
      },
      ["approval"],
    ],
    [
      "approvals that are not yet",
      {
        stage: stage({ approvals: { count: 2, expires: "1h" } }),
        approvals: [yes("usr_1"), { ...yes("usr_2"), at: new Date(ago(59)) }],
      },
      [],
    ],
    ["enough approvals", { stage: stage({ approvals }), approvals: [yes("usr_1"), yes("usr_2")] }, []],
    [
      "one's own does not count",
      { stage: stage({ approvals }), approvals: [yes("usr_1"), yes("usr_asker")] },
      ["approval"],
    ],
    [
      "nor that of a lower role",
      { stage: stage({ approvals }), approvals: [yes("usr_1"), yes("usr_2", "developer")] },
      ["approval"],
    ],
    [
      "nor that of another team",
      {
        stage: stage({ approvals: { count: 1, team: "web" } }),
        approvals: [yes("usr_1", "operator", ["data"])],
      },
      ["approval"],
    ],
    [
      "a developer of the team is enough",
      {
        stage: stage({ approvals: { count: 1, team: "web" } }),
        approvals: [yes("usr_1", "developer", ["web"])],
      },
      [],
    ],
    [
      "a no is no yes",
      { stage: stage({ approvals: { count: 1 } }), approvals: [{ ...yes("usr_1"), decision: "rejected" }] },
      ["approval"],
    ],

    ["a freeze", { freezes: [frozen] }, ["freeze until 2026-11-30T07:00:00.000Z"]],
    [
      "two freezes that follow each other are one",
      {
        freezes: [
          frozen,
          {
            ...frozen,
            name: "Monday",
            windows: [{ kind: "daily", days: ["mon"], from: "08:00", until: "09:00" }],
          },
        ],
      },
      ["freeze until 2026-11-30T07:00:00.000Z"],
    ],
    [
      "a future freeze does not block today",
      {
        freezes: [
          { ...frozen, windows: [{ kind: "once", from: "2026-12-01 00:00", until: "2026-12-02 00:00" }] },
        ],
      },
      [],
    ],
    [
      "a freeze that is skipped this time",
      { freezes: [{ ...frozen, skippedUntil: new Date("2026-11-30T07:00:00Z") }] },
      [],
    ],
    ["a rollback goes through a freeze", { kind: "rollback", freezes: [frozen] }, []],
    [
      "unless the freeze says otherwise",
      { kind: "rollback", freezes: [{ ...frozen, blocksRollbacks: true }] },
      ["freeze until 2026-11-30T07:00:00.000Z"],
    ],

    [
      "times of deployment",
      {
        stage: stage({
          windows: {
            timeZone: "UTC",
            open: [{ kind: "daily", days: ["mon"], from: "09:00", until: "16:00" }],
          },
        }),
      },
      ["schedule until 2026-11-30T09:00:00.000Z"],
    ],
    [
      "inside of them",
      {
        stage: stage({
          windows: {
            timeZone: "UTC",
            open: [{ kind: "daily", days: ["fri"], from: "09:00", until: "16:00" }],
          },
        }),
      },
      [],
    ],
    [
      "a time it was asked for",
      { notBefore: new Date("2026-11-28T06:00:00Z") },
      ["not_before until 2026-11-28T06:00:00.000Z"],
    ],

    ["a hold keeps automation off", { byAutomation: true, hold }, ["hold!"]],
    ["also after the release it is about", { byAutomation: true, hold, release: { number: 6 } }, ["hold!"]],
    ["a newer release ends it", { byAutomation: true, hold, release: { number: 8 } }, []],
    ["it does not bind people", { hold }, []],
    ["nor an automatic rollback, which places it", { byAutomation: true, kind: "rollback", hold }, []],

    ["quarantine binds automation", { byAutomation: true, quarantine }, ["quarantine!"]],
    ["and people", { quarantine }, ["quarantine!"]],
    ["and rollbacks", { kind: "rollback", quarantine }, ["quarantine!"]],
    [
      "a rollback asks for no soak, check or approval",
      {
        kind: "rollback",
        stage: stage({ soak: "24h", approvals, checks: ["smoke"] }),
        upstream: [staging({ occupancy: [], isLive: false })],
      },
      [],
    ],

    [
      "what was overridden is gone",
      { freezes: [frozen], quarantine, overridden: [{ code: "quarantine", at: now }] },
      ["freeze until 2026-11-30T07:00:00.000Z"],
    ],
    [
      "what was declared after an override holds again",
      {
        freezes: [frozen, { ...frozen, name: "Incident", createdAt: new Date(ago(1)) }],
        quarantine: { ...quarantine, createdAt: new Date(ago(1)) },
        overridden: [
          { code: "quarantine", at: new Date(ago(2)) },
          { code: "freeze", at: new Date(ago(2)) },
        ],
      },
      ["quarantine!", "freeze until 2026-11-30T07:00:00.000Z"],
    ],
    [
      "until it is overridden as well",
      {
        freezes: [frozen, { ...frozen, name: "Incident", createdAt: new Date(ago(1)) }],
        overridden: [
          { code: "freeze", at: new Date(ago(2)) },
          { code: "freeze", at: now },
        ],
      },
      [],
    ],
    [
      "refusals come first",
      {
        freezes: [frozen],
        stage: stage({ approvals }),
        upstream: [staging({ occupancy: [], isLive: false })],
      },
      ["upstream!", "freeze until 2026-11-30T07:00:00.000Z", "approval"],
    ],
  ])("%s", (_, rules, expected) => {
    const told = judge(facts(rules), now).map(
      ({ code, refuses, until }) => `${code}${refuses ? "!" : ""}${until ? ` until ${until}` : ""}`,
    );
    expect(told).toEqual(expected);
  });

  it("says who can change it, and what is left", () => {
    const [soak, approval] = judge(
      facts({ stage: stage({ soak: "162m", approvals: { count: 2, team: "web", role: "operator" } }) }),
      now,
    );
    expect(soak).toMatchObject({
      message: "Soak in staging: #7 has to serve there for 162m.",
      until: new Date(now.getTime() + 72 * 60_000).toISOString(),
      overrideRole: "operator",
    });
    expect(approval).toMatchObject({
      message: "0 of 2 approvals: ask operators of team web.",
      owner: "operators of team web",
      overrideRole: "administrator",
    });
  });
});
