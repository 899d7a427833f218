import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeEach, describe, expect, test } from "vitest";

import { testDatabase } from "@/db/testing";

import { agreementProblems } from "./agreement";
import { generationProblems } from "./generation";
import { historyIn, historyProblems, newTags, type History } from "./history";
import { journalProblems, readJournal } from "./journal";

const folder = mkdtempSync(join(tmpdir(), "slipway-journal-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true });
  cpSync("db/migrations", folder, { recursive: true });
});
const writeJournal = (entries: unknown[]) =>
  writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify({ entries }));
const last = () => readJournal(folder).entries.at(-1) ?? { idx: 0, when: 0, tag: "" };

describe("the journal", () => {
  test("of this tree is in order", () => {
    expect(journalProblems(folder)).toEqual([]);
  });

  test.each([
    ["a file that is gone", () => rmSync(join(folder, `${last().tag}.sql`)), "there is no"],
    ["a file that it does not name", () => writeFileSync(join(folder, "0999_new.sql"), ""), "never applied"],
    [
      "a snapshot that is gone",
      () => rmSync(join(folder, `meta/${last().tag.slice(0, 4)}_snapshot.json`)),
      "no snapshot",
    ],
    [
      "a snapshot of another line",
      () => {
        const path = join(folder, `meta/${last().tag.slice(0, 4)}_snapshot.json`);
        writeFileSync(path, readFileSync(path, "utf8").replace(/"prevId": ".{4}/, '"prevId": "ffff'));
      },
      "was not made from the one before",
    ],
    [
      "a time before the one before",
      () =>
        writeJournal(
          readJournal(folder).entries.map((entry) => ({ ...entry, ...(entry.idx === 5 && { when: 1 }) })),
        ),
      "would skip it",
    ],
    [
      "a gap",
      () => writeJournal(readJournal(folder).entries.filter(({ idx }) => idx !== 3)),
      "has to be 0003",
    ],
  ])("is refused with %s", (_what, spoil, sentence) => {
    spoil();
    expect(journalProblems(folder).join(" ")).toContain(sentence);
  });
});

describe("what was merged", () => {
  const entries = ["0000_a", "0001_b"].map((tag, idx) => ({ idx, when: idx, tag }));
  const history = (tags = entries, texts: Record<string, string> = {}): History => ({
    journal: { entries: tags },
    sqlOf: (tag) => texts[tag] ?? tag,
  });

  test("may be followed by more", () => {
    const now = history([...entries, { idx: 2, when: 2, tag: "0002_c" }]);
    expect(historyProblems(history(), now)).toEqual([]);
    expect(newTags(history(), now)).toEqual(["0002_c"]);
    expect(historyProblems(historyIn("db/migrations"), historyIn(folder))).toEqual([]);
  });

  test.each([
    ["edited", history(entries, { "0001_b": "drop table b" }), "0001_b.sql was edited"],
    ["removed", history(entries.slice(0, 1)), "0001_b was removed"],
    ["moved", history(entries.toReversed()), "0000_a was at place 0"],
    ["given another time", history(entries.map((entry) => ({ ...entry, when: 9 }))), "The time of 0000_a"],
  ])("may not be %s", (_what, now, sentence) => {
    expect(historyProblems(history(), now)[0]).toContain(sentence);
  });
});

test("a schema that needs a migration which is not there is refused, and this tree's needs none", () => {
  expect(generationProblems(process.cwd(), "db/migrations")).toEqual([]);
  const { tag } = last();
  rmSync(join(folder, `${tag}.sql`));
  rmSync(join(folder, `meta/${tag.slice(0, 4)}_snapshot.json`));
  writeJournal(readJournal(folder).entries.slice(0, -1));
  expect(generationProblems(process.cwd(), folder)[0]).toContain("npm run db:generate");
}, 60_000);

test("a database that differs from the code is refused, and a migrated one does not", async () => {
  await using database = await testDatabase();
  const { client } = database;
  expect(await agreementProblems(client)).toEqual([]);
  await client`alter table releases alter column ref drop not null`;
  await client`alter table releases add column colour text`;
  await client`drop index releases_service_idx`;
  await client`create table stray (id int)`;
  expect((await agreementProblems(client)).toSorted()).toEqual([
    "Index releases_service_idx is not in the database.",
    "Table stray is in the database and not in the code.",
    "releases.colour is missing in the code and text in the database.",
    "releases.ref is text not null in the code and text in the database.",
  ]);
});
