import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { classifySql } from "./classify-sql";

const NOTHING = [
  "",
  "-- a comment",
  "begin; commit;",
  "set lock_timeout = '2s'",
  "comment on table a is 'x'",
  "select 1",
];
const EXPAND = [
  "create table a (id int primary key, b int not null)",
  "create index concurrently a_b on a (b)",
  "drop index a_b",
  "alter table a add column b int",
  "alter table a add column b int not null default 0",
  "alter table a add column b bigserial",
  "alter table a add column b int generated always as identity",
  "alter table a alter column b drop not null",
  "alter table a alter column b set default 1",
  "alter type mood add value 'calm'",
  "create type mood as enum ('calm')",
  "create or replace view v as select 1",
  "create function f() returns int language sql as 'select 1'",
  "create extension pgcrypto",
  "grant select on a to b",
  "alter table a rename constraint c to d",
  // What the same migration made may be changed in any way.
  "create table a (id int); alter table a add constraint u unique (id); create unique index i on a (id); insert into a values (1)",
  "alter table a add column b int; alter table a add constraint f foreign key (b) references c (id)",
  "alter table a add column b text; alter table a add constraint b_check check (b in ('x', 'y'))",
  "alter table a add column b text; create unique index i on a (b)",
  "create table a (id int); drop table a",
];
const DATA = [
  "insert into a values (1)",
  "update a set b = 1",
  "delete from a",
  "truncate a",
  "copy a from '/tmp/x'",
  "do $$ begin delete from a; end $$",
  "merge into a using b on a.id = b.id when matched then delete",
  "select move_everything()",
  "with gone as (delete from a returning *) select * from gone",
  "call move()",
];
const CONTRACT = [
  "drop table a",
  "drop view v",
  "drop type mood",
  "alter table a drop column b",
  "alter table a rename column b to c",
  "alter table a rename to c",
  "alter table a alter column b type text",
  "alter table a alter column b set not null",
  "alter table a alter column b drop default",
  "alter table a add column b int not null",
  "alter table a add column b int primary key",
  "alter table a drop constraint c",
  "alter table a add constraint c check (b > 0) not valid",
  "alter table a add constraint c foreign key (b) references d (id)",
  "create unique index i on a (b)",
  "alter table a add column b text default 'x'; create unique index i on a (b)",
  "alter type mood rename value 'a' to 'b'",
  "alter table a enable row level security",
  "revoke select on a from b",
  "alter table a set schema other",
];
const UNKNOWN = [
  "alter tabl a",
  "create table `a` (id int)",
  "\\connect x",
  "create publication p for all tables",
];

describe("one statement", () => {
  test.each([
    ...NOTHING.map((sql) => ["none", sql] as const),
    ...EXPAND.map((sql) => ["expand", sql] as const),
    ...DATA.map((sql) => ["data", sql] as const),
    ...CONTRACT.map((sql) => ["contract", sql] as const),
    ...UNKNOWN.map((sql) => ["unknown", sql] as const),
  ])("is %s: %s", async (expected, sql) => {
    expect((await classifySql(sql)).class).toBe(expected);
  });
});

test("the worst statement decides, and its reason comes first", async () => {
  expect(
    await classifySql("create table a (id int);\nupdate b set c = 1;\nalter table b drop column d;"),
  ).toEqual({
    class: "contract",
    why: ["drops column b.d", "updates rows of b", "creates table a"],
  });
});

test("what cannot be read is said with its line, and nothing is guessed from the rest", async () => {
  expect(await classifySql("create table a (id int);\n\nalter tabl b drop column c;")).toEqual({
    class: "unknown",
    why: [`PostgreSQL's parser does not understand it, line 3: syntax error at or near "tabl"`],
  });
  expect((await classifySql(`select '${"x".repeat(300_000)}'`)).why).toEqual([
    "is larger than 256 kB, so it was not looked into",
  ]);
  expect((await classifySql(`select ${"(".repeat(20_000)}1${")".repeat(20_000)}`)).class).toBe("unknown");
  expect((await classifySql("select 1")).class).toBe("none");
});

test("the portal's own migrations are all understood", async () => {
  const files = readdirSync("db/migrations").filter((name) => name.endsWith(".sql"));
  const found = await Promise.all(
    files.map(async (name) => ({
      name,
      ...(await classifySql(readFileSync(`db/migrations/${name}`, "utf8"))),
    })),
  );
  expect(found.filter((one) => one.class === "unknown")).toEqual([]);
  expect(found.find(({ name }) => name.startsWith("0011_"))?.class).toBe("contract");
});
