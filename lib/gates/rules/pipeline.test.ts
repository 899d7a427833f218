import { describe, expect, it, test } from "vitest";

import { isAutomatic, parsePipeline, pipelineOf, stagesOf, teamsAskedIn } from "./pipeline";

const environments = ["dev", "eu-staging", "us-staging", "production"];
const parse = (text: string) => parsePipeline(text, environments, ["web"]);
const refusal = (text: string) => {
  try {
    parse(text);
    return "accepted";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};

describe("parsePipeline", () => {
  it("reads a graph that fans out and in, each stage after the one above unless it says otherwise", () => {
    const pipeline = parse(`
stages:
  - environment: dev
    promotion: automatic
  - environment: eu-staging
  - environment: us-staging
    after: [dev]
  - environment: production
    after: [eu-staging, us-staging]
    needs: one
    soak: 30m
    checks: [smoke]
    approvals: { count: 2, team: web, expires: 24h }
    windows: { timeZone: Europe/Berlin, open: [{ kind: daily, days: [mon, fri], from: "09:00", until: "16:00" }] }
    rollback: automatic
`);
    expect(stagesOf(pipeline).map(({ environment, after, needs }) => [environment, after, needs])).toEqual([
      ["dev", [], "all"],
      ["eu-staging", ["dev"], "all"],
      ["us-staging", ["dev"], "all"],
      ["production", ["eu-staging", "us-staging"], "one"],
    ]);
    expect(isAutomatic(pipeline)).toBe(true);
    expect(isAutomatic(pipelineOf(environments))).toBe(false);
  });

  it.each([
    ["stages: []", /stages/],
    ["- environment: dev", /begins with `stages:`/],
    ["stages: [", /./],
    ["stages:\n  - environment: moon", /no environment "moon"/],
    ["stages:\n  - environment: dev\n    approvals: { count: 1, team: sre }", /no team "sre"/],
    ["stages:\n  - environment: dev\n  - environment: dev", /dev is listed twice/],
    ["stages:\n  - environment: dev\n    soak: 5m", /nothing to soak/],
    ["stages:\n  - environment: dev\n    soak: soon", /stages\.0\.soak/],
    ["stages:\n  - environment: dev\n    aproval: 1", /aproval/],
    ["stages:\n  - environment: production\n    after: [dev]", /after dev, which is no stage/],
    [
      "stages:\n  - environment: dev\n    after: [production]\n  - environment: production",
      /wait for each other: dev, production/,
    ],
    [
      "stages:\n  - environment: dev\n  - environment: production\n    windows: { timeZone: Mars, open: [{ kind: daily, from: '09:00', until: '10:00' }] }",
      /time zone/,
    ],
    [
      "stages:\n  - environment: dev\n  - environment: production\n    approvals: { count: 0 }",
      /approvals\.count/,
    ],
  ])("refuses %j", (text, message) => expect(refusal(text)).toMatch(message));

  it("says each mistake in its line, and at the place it is about", () => {
    const text =
      "stages:\n  - environment: dev\n  - environment: moon\n    soak: 5m\n    after: [dev, sun]\n";
    const error: unknown = (() => {
      try {
        return parse(text);
      } catch (refused) {
        return refused;
      }
    })();
    expect(error).toMatchObject({
      message: 'Line 3: There is no environment "moon". Line 5: moon comes after sun, which is no stage.',
      fields: [
        { path: "text" },
        { path: "stages.1.environment", message: 'There is no environment "moon".' },
        { path: "stages.1.after", message: "moon comes after sun, which is no stage." },
      ],
    });
    expect(refusal("stages:\n  - environment: dev\n    aproval: 1")).toMatch(/^Line 2: stages\.0: .*aproval/);
    expect(refusal("stages: [")).toMatch(/line 1, column/);
  });
});

test("the teams that a pipeline asks are known before anything else of it is judged, and none of what is no pipeline", () => {
  const asks = (team: string, environment = "nowhere") =>
    `  - environment: ${environment}\n    approvals: { count: 1, team: ${team} }\n`;
  expect(
    teamsAskedIn(`stages:\n${asks("web")}${asks("sre")}${asks("web", "dev")}  - environment: dev\n`),
  ).toEqual(["web", "sre"]);
  for (const text of ["stages: [", "- web", "stages: 1", ""]) expect(teamsAskedIn(text)).toEqual([]);
});
