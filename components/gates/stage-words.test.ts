import { expect, test } from "vitest";

import { stageAsks, stageDoes } from "./stage-words";

const stage = {
  environment: "production",
  after: ["eu-staging", "us-staging"],
  needs: "one" as const,
  promotion: "manual" as const,
  rollback: "manual" as const,
};

test("a stage says in sentences what it asks for", () => {
  expect(
    stageAsks({
      ...stage,
      soak: "30m",
      checks: ["smoke", "login"],
      approvals: { count: 2, team: "harbour" },
      windows: {
        timeZone: "Europe/Berlin",
        open: [{ kind: "daily", days: ["mon"], from: "09:00", until: "16:00" }],
      },
    }),
  ).toEqual([
    "Has served in eu-staging or us-staging, for 30m without a break.",
    "The checks smoke and login have passed in eu-staging or us-staging.",
    "Approval by 2 of the team harbour, never by who asked for it; canceled without it after 72h.",
    "Begins only Mon from 09:00 to 16:00 (Europe/Berlin).",
  ]);
});

test("a first stage asks for nothing, and says what it does by itself", () => {
  expect(stageAsks({ ...stage, after: [] })).toEqual([]);
  expect(stageDoes({ ...stage, after: [] })).toEqual(["Waits for a person to deploy."]);
  expect(stageDoes(stage)).toEqual(["Waits for a person to promote."]);
  expect(stageDoes({ ...stage, after: [], promotion: "automatic", rollback: "automatic" })).toEqual([
    "Takes every new release by itself, as soon as nothing stands in the way.",
    "Goes back by itself when its monitors fail within 15m.",
  ]);
});
