import { describe, expect, test } from "vitest";

import type { MigrationClass } from "@/db/enums";
import type { MigrationRow } from "@/db/schema";

import { worstOf } from "./classes";
import { judgeRollback, type AppliedRelease, type ReleaseMigrations } from "./verdict";

const migration = (name: string, of: MigrationClass, more: Partial<MigrationRow> = {}): MigrationRow => ({
  name,
  checksum: name,
  class: of,
  why: [],
  hasDown: false,
  isNew: true,
  isEdited: false,
  isDeclared: false,
  ...more,
});
const release = (
  number: number,
  migrations: MigrationRow[],
  more: Partial<AppliedRelease> = {},
): AppliedRelease => ({
  id: `rel_${number}`,
  number,
  migrates: true,
  canGoDown: false,
  migrationClass: worstOf(migrations.map((one) => one.class)),
  migrations,
  isCertain: true,
  applied: null,
  ...more,
});

const a = migration("1_a", "expand");
const b = migration("2_b", "expand", { hasDown: true });
const gone = migration("3_gone", "contract", { why: ["drops column users.name"], hasDown: true });
const rows = migration("3_rows", "data");
const target = release(1, [a]);
const judge = (
  serving: ReleaseMigrations,
  applied: AppliedRelease[] = [release(2, [...serving.migrations])],
) => judgeRollback(target, serving, applied);

describe("a rollback to #1 is", () => {
  const down = { canGoDown: true };
  test.each([
    ["safe when nothing was applied since", "safe", release(2, [a])],
    ["safe when the database was only extended", "safe", release(2, [a, b])],
    ["unsafe when something was taken away", "unsafe", release(2, [a, gone])],
    ["unsafe when rows were changed", "unsafe", release(2, [a, rows])],
    ["unsafe when it could not be looked into", "unsafe", release(2, [a, migration("2_x", "unknown")])],
    [
      "safe with down when each has a way back and there is a command",
      "safe_with_down",
      release(2, [a, b, gone], down),
    ],
    [
      "unsafe with a command when one has no way back",
      "unsafe",
      release(2, [a, migration("2_c", "expand"), gone], down),
    ],
    ["unsafe with a command when a stray came before its last", "unsafe", release(2, [gone, a], down)],
  ])("%s", (_why, verdict, serving) => {
    expect(judge(serving).verdict).toBe(verdict);
  });
});

test("the reasons name the migration and what it does, and what stands in the way of going down", () => {
  expect(judge(release(2, [a, gone])).reasons).toEqual([
    "3_gone drops column users.name (contract).",
    "Each has a way back, but slipway.yaml names no command that takes it (migrations.down).",
  ]);
  expect(judge(release(2, [a, b])).reasons).toEqual([
    "2_b only extends the database, so #1 goes on working.",
  ]);
});

test("going down ends at the last migration of the target, and takes back the runs of all that had more", () => {
  const serving = release(3, [a, b, gone], { canGoDown: true });
  expect(judge(serving, [release(2, [a, b]), serving])).toMatchObject({
    verdict: "safe_with_down",
    migrateTo: "1_a",
    revertedReleaseIds: ["rel_2", "rel_3"],
  });
});

test("what was applied by a release that was replaced again counts as well", () => {
  expect(judge(release(3, [a]), [release(2, [a, gone]), release(3, [a])]).verdict).toBe("unsafe");
});

test("an edited migration makes it unsafe, also when it only extends", () => {
  const judged = judge(release(2, [migration("1_a", "expand", { checksum: "another" })]));
  expect(judged.verdict).toBe("unsafe");
  expect(judged.reasons[0]).toContain("1_a was edited between #1 and #2");
});

test("a run that failed counts as far as the status command says, and as a whole when nobody asked", () => {
  const failed = (applied: string[] | null) => [release(2, [a, b, gone], { isCertain: false, applied })];
  expect(judge(release(1, [a]), failed(["1_a", "2_b"])).verdict).toBe("safe");
  expect(judge(release(1, [a]), failed(null)).verdict).toBe("unsafe");
  expect(judge(release(1, [a]), failed(["1_a", "3_gone"])).reasons[0]).toContain(
    "may have been applied by #2",
  );
});

describe("changes that cannot be seen", () => {
  const unseen = (of: MigrationClass | null, migrates = true) =>
    release(2, [], { migrationClass: of, migrates });
  test.each([
    ["a migrate command without files or a class", unseen("unknown"), "unsafe"],
    ["declared as contract", unseen("contract"), "unsafe"],
    ["declared as expand", unseen("expand"), "safe"],
    ["built before anybody looked, with a migrate command", unseen(null), "unsafe"],
    ["built before anybody looked, without one", unseen(null, false), "safe"],
  ])("%s", (_what, serving, verdict) => {
    expect(judge(serving, [serving]).verdict).toBe(verdict);
  });

  test("says how to declare it", () => {
    expect(judge(unseen("unknown"), [unseen("unknown")]).reasons[0]).toContain("migrations.class");
  });

  test("a target that nobody looked at is safe only where nothing migrated since", () => {
    const old = release(1, [], { migrationClass: null });
    expect(judgeRollback(old, undefined, [release(2, [a])]).verdict).toBe("unsafe");
    expect(judgeRollback(old, undefined, [release(2, [], { migrates: false })]).verdict).toBe("safe");
  });
});
