import { ROLES, WEEKDAYS } from "@/db/enums";
import type { StageDefinition, StageView, Window } from "@/lib/gates/contract";

/**
 * A stage as it is written so far: what is not understood is left out, and words are kept as they are typed, also when
 * the server will refuse them.
 */
export type StageDraft = Pick<
  StageDefinition,
  | "environment"
  | "after"
  | "needs"
  | "promotion"
  | "soak"
  | "checks"
  | "approvals"
  | "windows"
  | "rollback"
  | "watch"
>;

export type PipelineDraft = {
  stages: StageDraft[];
  rollbacksPerHour: number | undefined;
  /** Why the text cannot be read at all. */
  problem: string | undefined;
};

/** Reads what YAML holds, whatever that is. */
export function draftOf(value: unknown): PipelineDraft {
  const { stages, rollbacksPerHour } = mapOf(value);
  if (!Array.isArray(stages)) {
    return { stages: [], rollbacksPerHour: undefined, problem: "A pipeline begins with `stages:`." };
  }
  return { stages: stages.map(stageOf), rollbacksPerHour: numberOf(rollbacksPerHour), problem: undefined };
}

/** With the defaults that hold for what is not said, as the server will read it. */
export const viewsOf = (stages: readonly StageDraft[]): StageView[] =>
  stages.map((stage, index) => {
    const above = stages[index - 1];
    return {
      ...stage,
      after: stage.after ?? (above ? [above.environment] : []),
      needs: stage.needs ?? "all",
      promotion: stage.promotion ?? "manual",
      rollback: stage.rollback ?? "manual",
    };
  });

function stageOf(value: unknown): StageDraft {
  const written = mapOf(value);
  return {
    environment: textOf(written["environment"]) ?? "",
    after: listOf(written["after"]),
    needs: oneOf(["all", "one"], written["needs"]),
    promotion: oneOf(["manual", "automatic"], written["promotion"]),
    soak: textOf(written["soak"]),
    checks: listOf(written["checks"]),
    approvals: approvalsOf(written["approvals"]),
    windows: windowsOf(written["windows"]),
    rollback: oneOf(["manual", "automatic"], written["rollback"]),
    watch: textOf(written["watch"]),
  };
}

function approvalsOf(value: unknown): StageDraft["approvals"] {
  if (!isMapLike(value)) return undefined;
  return {
    count: numberOf(value["count"]) ?? 1,
    role: oneOf(ROLES, value["role"]),
    team: textOf(value["team"]),
    expires: textOf(value["expires"]),
  };
}

function windowsOf(value: unknown): StageDraft["windows"] {
  if (!isMapLike(value)) return undefined;
  const open = Array.isArray(value["open"]) ? value["open"].flatMap((each) => windowOf(each) ?? []) : [];
  return { timeZone: textOf(value["timeZone"]) ?? "", open };
}

function windowOf(value: unknown): Window | undefined {
  const written = mapOf(value);
  const kind = oneOf(["once", "daily", "weekly", "yearly"], written["kind"]);
  const edges = { from: textOf(written["from"]) ?? "", until: textOf(written["until"]) ?? "" };
  if (kind !== "daily") return kind && { kind, ...edges };
  const named = listOf(written["days"]);
  return { kind, days: WEEKDAYS.filter((day) => named?.includes(day) ?? true), ...edges };
}

const isMapLike = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const mapOf = (value: unknown): Record<string, unknown> => (isMapLike(value) ? value : {});
const textOf = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;
const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const listOf = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.flatMap((each) => textOf(each) ?? []) : undefined;
const oneOf = <Word extends string>(words: readonly Word[], value: unknown): Word | undefined =>
  words.find((word) => word === value);
