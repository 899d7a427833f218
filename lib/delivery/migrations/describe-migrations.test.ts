import { expect, test } from "vitest";

import { describeMigrations, type PreviousRelease } from "./describe-migrations";

type Wishes = Parameters<typeof describeMigrations>[1];

const describeAll = (texts: Record<string, string>, wishes: Partial<Wishes> = {}) =>
  describeMigrations(
    Object.keys(texts).map((name) => ({ name, up: `${name}.sql` })),
    { migrates: true, ...wishes },
    async (path) => texts[path.replace(/\.sql$/, "")] ?? "",
  );
const TABLE = "create table a (id int);";
const after = async (
  texts: Record<string, string>,
  wishes: Partial<Wishes> = {},
): Promise<PreviousRelease> => ({
  number: 7,
  ...(await describeAll(texts, wishes)),
});

test("a release has the class of what is new since the one before, whatever came earlier", async () => {
  const before = { "1": TABLE, "2": "alter table a drop column b" };
  const previous = await after(before);
  const next = await describeAll({ ...before, "3": "update a set id = 1" }, { previous });
  expect(next.migrationClass).toBe("data");
  expect(next.migrations.map(({ name, isNew }) => [name, isNew])).toEqual([
    ["1", false],
    ["2", false],
    ["3", true],
  ]);
  expect(next.explanation).toEqual(["New since #7, data: 3 (data: updates rows of a)."]);
  expect((await describeAll(before, { previous })).migrationClass).toBe("none");
});

test("the first release cannot break an earlier one", async () => {
  expect((await describeAll({ "1": "alter table a drop column b" })).migrationClass).toBe("expand");
});

test("what a person declares wins, in the file before slipway.yaml, and goes with the migration", async () => {
  const previous = await after({ "1": TABLE });
  const texts = { "1": TABLE, "2": "-- slipway: expand\nalter table a drop column b", "3": "drop table c" };
  const next = await describeAll(texts, { previous, declaredClass: "data" });
  expect(next.migrations.map((one) => one.class)).toEqual(["expand", "expand", "data"]);
  expect(next.migrationClass).toBe("data");
  expect(next.explanation.slice(1)).toEqual([
    "2 is declared as expand, although it looks like contract.",
    "3 is declared as data, although it looks like contract.",
  ]);
  const later = await describeAll(texts, { previous: { number: 8, ...next } });
  expect(later.migrations.map((one) => one.class)).toEqual(["expand", "expand", "data"]);
  expect(later.migrationClass).toBe("none");
});

test("a migration that was edited afterwards is said; comments and its way back may change", async () => {
  const previous = await after({
    "1": "-- +goose Up\ncreate table a (id int);\n-- +goose Down\ndrop table a;",
  });
  const harmless =
    "-- why\n-- +goose Up\n\ncreate table a (id int);  \n-- +goose Down\ndrop table if exists a;";
  expect((await describeAll({ "1": harmless }, { previous })).migrations[0]).toMatchObject({
    isEdited: false,
    hasDown: true,
  });
  const edited = await describeAll({ "1": "create table a (id bigint);" }, { previous });
  expect(edited.migrations[0]).toMatchObject({ isEdited: true, isNew: false });
  expect(edited.explanation).toContain(
    "Warning: 1 was edited after #7 had it. A database that applied the earlier form keeps it.",
  );
});

test("what Flyway repeats is new whenever it changed, and never edited", async () => {
  const previous = await after({ R__views: "create view v as select 1" });
  const next = await describeAll({ R__views: "create or replace view v as select 2" }, { previous });
  expect(next.migrations[0]).toMatchObject({ isNew: true, isEdited: false });
});

test("a migrate command without files is unknown until somebody declares what it does", async () => {
  const unseen = await describeAll({});
  expect(unseen).toMatchObject({ migrationClass: "unknown", migrations: [] });
  expect(unseen.explanation[0]).toContain("migrations.class");
  expect((await describeAll({}, { declaredClass: "expand" })).migrationClass).toBe("expand");
  expect((await describeAll({}, { migrates: false })).migrationClass).toBe("none");
});

test("nothing is called new after a release that nobody looked at", async () => {
  const previous = { number: 7, migrationClass: null, migrations: [] };
  const next = await describeAll({ "1": TABLE }, { previous });
  expect(next).toMatchObject({ migrationClass: "unknown", migrations: [{ isNew: false }] });
  expect((await describeAll({}, { previous, migrates: false })).migrationClass).toBe("none");
});
