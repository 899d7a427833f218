import { describe, expect, it } from "vitest";

import {
  addStage,
  moveStage,
  readPipelineText,
  removeStage,
  setRollbacksPerHour,
  setRule,
} from "./pipeline-text";

const text = `# Agreed on in May.
stages:
  - environment: dev
    promotion: automatic # nobody minds
  # The customers of the pilot.
  - environment: production
    soak: 30m
`;

describe("a pipeline that is edited in a form", () => {
  it("keeps the comments and the order of what was not meant", () => {
    expect(setRule(text, 1, "soak", "2h")).toBe(text.replace("30m", "2h"));
    expect(setRule(text, 1, "checks", ["smoke", "login"])).toBe(`${text}    checks: [ smoke, login ]\n`);
    expect(setRule(text, 1, "soak", undefined)).toBe(text.replace("    soak: 30m\n", ""));
    expect(setRollbacksPerHour(text, 3)).toBe(`${text}rollbacksPerHour: 3\n`);
  });

  it("writes deeper rules in lines of their own, and reads them back", () => {
    const windows = {
      timeZone: "UTC",
      open: [{ kind: "weekly" as const, from: "mon 09:00", until: "fri 16:00" }],
    };
    const changed = setRule(setRule(text, 1, "windows", windows), 1, "approvals", { count: 2, team: "web" });
    expect(changed).toContain("approvals:\n      count: 2\n      team: web\n");
    expect(readPipelineText(changed).stages[1]).toMatchObject({
      environment: "production",
      windows,
      approvals: { count: 2, team: "web" },
    });
  });

  it("adds, moves and removes stages with their comments", () => {
    const added = addStage(text, "eu");
    expect(added).toBe(`${text}  - environment: eu\n`);
    const moved = moveStage(added, 2, -1);
    expect(readPipelineText(moved).stages.map(({ environment }) => environment)).toEqual([
      "dev",
      "eu",
      "production",
    ]);
    expect(moved).toContain("# The customers of the pilot.\n  - environment: production");
    expect(removeStage(text, 0)).not.toContain("dev");
  });

  it("begins where there is nothing", () => {
    expect(addStage("", "dev")).toBe("stages:\n  - environment: dev\n");
  });
});

describe("a text in the middle of being written", () => {
  it("says why it cannot be read", () => {
    expect(readPipelineText("stages: [").problem).toMatch(/line 1/);
    expect(readPipelineText("- dev").problem).toBe("A pipeline begins with `stages:`.");
  });

  it("keeps what is typed, and leaves out what nobody understands", () => {
    const { stages } = readPipelineText(
      "stages:\n  - environment: dev\n    soak: 3\n    promotion: perhaps\n    after: dev\n  - 7",
    );
    expect(stages[0]).toMatchObject({
      environment: "dev",
      soak: "3",
      promotion: undefined,
      after: undefined,
    });
    expect(stages[1]?.environment).toBe("");
  });
});
