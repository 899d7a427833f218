import { describe, expect, it } from "vitest";

import type { VariableRule } from "./contract";
import { problemsOf } from "./rules";

const place = { service: "tides", environment: "production" };
const judge = (rule: Partial<VariableRule>, value?: string | null) =>
  problemsOf(
    [{ key: "MODE", required: false, ...rule }],
    new Map(value === undefined ? [] : [["MODE", value]]),
    place,
  );

describe("a rule about a variable", () => {
  it.each([
    ["is required and set", { required: true }, "x"],
    ["is not required and not set", { pattern: "x" }, undefined],
    ["is one of those that are allowed", { oneOf: ["fast", "slow"] }, "slow"],
    ["matches as a whole", { pattern: "[a-z]+" }, "abc"],
    ["is there but hidden", { required: true, oneOf: ["fast"] }, null],
  ])("is met when it %s", (_, rule, value) => {
    expect(judge(rule, value)).toEqual([]);
  });

  it.each([
    ["is missing", { required: true }, undefined, "variable_missing"],
    ["is empty", { required: true }, "", "variable_missing"],
    ["is none of those that are allowed", { oneOf: ["fast", "slow"] }, "hunter2", "variable_invalid"],
    ["matches only in part", { pattern: "[a-z]+" }, "hunter2", "variable_invalid"],
  ])("is not met when it %s, and the sentence shows no value", (_, rule, value, code) => {
    const problems = judge(rule, value);
    expect(problems).toEqual([{ code, key: "MODE", message: expect.stringContaining("MODE") }]);
    expect(problems[0]?.message).toContain("production");
    expect(problems[0]?.message).not.toContain("hunter2");
  });

  it("says what the variable is for and where to set it", () => {
    expect(judge({ required: true, description: "How fast to sail." })[0]?.message).toBe(
      "MODE (How fast to sail) is required and not set in production. Set it under Settings → Variables of tides.",
    );
  });

  it("does not wait for many patterns that never end", () => {
    const begun = Date.now();
    const rules = Array.from({ length: 100 }, (_, index) => ({
      key: `K${index}`,
      required: false,
      pattern: "(a+)+b",
    }));
    const values = new Map(rules.map(({ key }) => [key, "a".repeat(60)]));
    expect(problemsOf(rules, values, place)).toHaveLength(100);
    expect(Date.now() - begun).toBeLessThan(3_000);
  });

  it("does not wait for a pattern that never ends", () => {
    const begun = Date.now();
    expect(judge({ pattern: "(a+)+b" }, "a".repeat(60))).toHaveLength(1);
    expect(Date.now() - begun).toBeLessThan(5_000);
  });
});
