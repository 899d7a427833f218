import { expect, test } from "vitest";

import { findMigrations } from "./find-migrations";

const names = (files: string[], path = ".", declared?: string) =>
  findMigrations(files, path, declared)?.files.map(({ name, down }) => (down ? `${name} and back` : name));

test.each([
  [
    "node-pg-migrate, golang-migrate",
    ["migrations/1_a.up.sql", "migrations/1_a.down.sql", "migrations/2_b.up.sql"],
    ["1_a and back", "2_b"],
  ],
  [
    "Drizzle",
    ["drizzle/0000_a.sql", "drizzle/meta/0000_snapshot.json", "drizzle/0001_b.sql"],
    ["0000_a", "0001_b"],
  ],
  [
    "Prisma",
    [
      "prisma/migrations/2024_a/migration.sql",
      "prisma/migrations/2024_a/down.sql",
      "prisma/migrations/migration_lock.toml",
    ],
    ["2024_a and back"],
  ],
  [
    "Flyway",
    [
      "db/migration/V10__c.sql",
      "db/migration/V2__b.sql",
      "db/migration/U2__b.sql",
      "db/migration/R__views.sql",
    ],
    ["V2__b and back", "V10__c", "R__views"],
  ],
  ["Diesel", ["migrations/2024_a/up.sql", "migrations/2024_a/down.sql"], ["2024_a and back"]],
  [
    "programs, by name",
    ["migrations/001_a.js", "migrations/002_b.ts", "migrations/002_b.d.ts", "migrations/index.ts"],
    ["001_a", "002_b"],
  ],
  [
    "what only lies beside them",
    ["migrations/schema.sql", "migrations/readme.md", "node_modules/x/migrations/1_a.sql"],
    undefined,
  ],
])("finds those of %s", (_tool, files, expected) => {
  expect(names(files)).toEqual(expected);
});

test("a service in a folder has its own, and one that is declared may be anywhere in the repository", () => {
  const files = ["apps/web/db/migrations/1_web.sql", "migrations/1_root.sql", "packages/db/sql/create.sql"];
  expect(names(files, "apps/web")).toEqual(["1_web"]);
  expect(names(files, "apps/web", "../../packages/db/sql/")).toEqual(["create"]);
  expect(names(files, ".", "nowhere")).toEqual([]);
});
