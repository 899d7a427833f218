import { describe, expect, it } from "vitest";

import type { MigrationClass } from "@/db/enums";
import type { MigrationRow } from "@/db/schema";

import { consequencesOf, mayBreak, pendingOf, spelled } from "./pending";
import type { AppliedRelease } from "./verdict";

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
  migrationClass: "expand",
  migrations,
  isCertain: true,
  applied: null,
  ...more,
});
const a = migration("1_a", "expand");
const b = migration("2_b", "contract");
const c = migration("3_c", "expand", { isNew: true });
const names = (of: ReturnType<typeof pendingOf>) => of?.migrations.map(({ name }) => name);

describe("what is pending in an environment", () => {
  it("is everything that was not applied there, also what came with a release that was never there", () => {
    const found = pendingOf(release(3, [a, { ...b, isNew: false }, c]), [release(1, [a])]);
    expect(names(found)).toEqual(["2_b", "3_c"]);
    expect(found).toMatchObject({ migrationClass: "contract", isSeen: true, doubts: [] });
    expect(names(pendingOf(release(3, [a, b, c]), []))).toEqual(["1_a", "2_b", "3_c"]);
  });

  it("is nothing where the release has migrated already, where it has nothing to migrate, or applies nothing new by itself", () => {
    expect(pendingOf(release(2, [a, b]), [release(2, [a, b])])).toBeUndefined();
    expect(pendingOf(release(2, [], { migrates: false }), [])).toBeUndefined();
    expect(pendingOf(release(2, [a], { migrates: false }), [release(1, [a])])).toBeUndefined();
    expect(names(pendingOf(release(2, [a, b], { migrates: false }), [release(1, [a])]))).toEqual(["2_b"]);
  });

  it("counts of a run that failed what the status command told, and doubts what nobody told", () => {
    const failed = release(2, [a, b], { isCertain: false, applied: ["1_a"] });
    expect(pendingOf(release(3, [a, b, c]), [failed])).toMatchObject({
      migrations: [{ name: "2_b" }, { name: "3_c" }],
      doubts: [],
    });
    expect(pendingOf(release(3, [a, b, c]), [{ ...failed, applied: null }])?.doubts).toEqual([
      "Migrating for #2 did not end well here, so some of these may be applied already.",
    ]);
  });

  it("is what is repeated and has changed, and anything after a way back that was torn off", () => {
    const view = migration("R__view", "expand");
    const changed = { ...view, checksum: "other" };
    expect(names(pendingOf(release(2, [a, changed]), [release(1, [a, view])]))).toEqual(["R__view"]);
    expect(pendingOf(release(2, [a]), [release(2, [a])], true)?.doubts).toEqual([
      "A way back did not come to its end here, so what is applied now is not known.",
    ]);
  });

  it("is not known before where there are no SQL files", () => {
    const blind = release(2, [], { migrationClass: "unknown" });
    const pending = pendingOf(blind, []);
    expect(pending).toMatchObject({ migrations: [], isSeen: false, migrationClass: "unknown" });
    expect(consequencesOf({ command: "make migrate", pending, wayBack: undefined })).toEqual([
      "The migrate command runs (make migrate), and what it does is not known before: there are no SQL files that could be looked into.",
    ]);
  });
});

describe("what it means for the old release", () => {
  const wayBack = { number: 6, verdict: "safe" as const, reasons: [], takesBack: [] };
  const mean = (migrations: MigrationRow[], more: Partial<Parameters<typeof consequencesOf>[0]["wayBack"]>) =>
    consequencesOf({
      command: "up",
      pending: pendingOf(release(7, migrations), []),
      wayBack: { ...wayBack, ...more },
    });

  it("is nothing where the database is only extended", () => {
    expect(mean([a], {})).toEqual(["It only extends the database, so #6 goes on working."]);
  });

  it("is that it may fail meanwhile, and that there is no way back or one that comes first", () => {
    const meanwhile =
      "While it is applied and until traffic moves, the old release (#6) runs against the changed database and may fail.";
    expect(mean([a, b], { verdict: "unsafe", reasons: ["2_b drops a column (contract)."] })).toEqual([
      meanwhile,
      "There will be no way back to #6 that is safe for the database. 2_b drops a column (contract).",
    ]);
    expect(mean([b], { verdict: "safe_with_down", takesBack: ["2_b"] })).toEqual([
      meanwhile,
      "Going back to #6 takes 2_b back first.",
    ]);
  });

  it("is worse than nothing for a class that was declared without files, and for one that nobody knows", () => {
    const declared = (migrationClass: MigrationClass) => pendingOf(release(2, [], { migrationClass }), []);
    const breaks = (["expand", "data", "contract", "unknown"] as const).filter((of) => {
      const pending = declared(of);
      return pending && mayBreak(pending);
    });
    expect(breaks).toEqual(["data", "contract", "unknown"]);
  });
});

it("names what does more than extend with its class", () => {
  expect(spelled([a, b])).toBe("1_a, 2_b (contract)");
});
