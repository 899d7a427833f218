import { createHash } from "node:crypto";

import type { MigrationClass } from "@/db/enums";
import type { MigrationRow } from "@/db/schema";

import { worstOf, type Finding } from "./classes";
import { classifySql } from "./classify-sql";
import type { MigrationFile } from "./find-migrations";
import { listed } from "./listed";
import { sectionsOf } from "./sql-sections";

export type PreviousRelease = {
  number: number;
  /** Null when it was built before anybody looked. */
  migrationClass: MigrationClass | null;
  migrations: MigrationRow[];
};

type Wishes = {
  /** Whether the service has a migrate command. */
  migrates: boolean;
  declaredClass?: MigrationClass | undefined;
  previous?: PreviousRelease | undefined;
};

export type DescribedMigrations = {
  migrations: MigrationRow[];
  migrationClass: MigrationClass;
  explanation: string[];
};

/**
 * Compares the migrations of a release with those of the ready one before, and says what the new ones do. What a person
 * declared, in the file (`-- slipway: expand`) or in `slipway.yaml`, wins over what the statements look like.
 * @param read the text of a file
 */
export async function describeMigrations(
  files: readonly MigrationFile[],
  wishes: Wishes,
  read: (path: string) => Promise<string>,
): Promise<DescribedMigrations> {
  const migrations: MigrationRow[] = [];
  const doubted: string[] = [];
  for (const file of files) {
    // One after the other: the parser works in this thread, and the order is theirs.
    // oxlint-disable-next-line no-await-in-loop
    const { row, looksLike } = await describeOne(file, wishes, read);
    migrations.push(row);
    if (row.isNew && looksLike && worstOf([looksLike, row.class]) !== row.class)
      doubted.push(`${row.name} is declared as ${row.class}, although it looks like ${looksLike}.`);
  }
  const migrationClass = classOf(migrations, wishes);
  return {
    migrations,
    migrationClass,
    explanation: [...explain(migrations, migrationClass, wishes), ...doubted],
  };
}

async function describeOne(
  file: MigrationFile,
  { declaredClass, previous }: Wishes,
  read: (path: string) => Promise<string>,
): Promise<{ row: MigrationRow; looksLike: MigrationClass | undefined }> {
  const isSql = file.up.endsWith(".sql");
  const text = await read(file.up);
  const { up, down, declared } = isSql ? sectionsOf(text) : { ...sectionsOf(""), up: text };
  const checksum = checksumOf(up);
  const before = previous?.migrations.find(({ name }) => name === file.name);
  // What Flyway repeats is meant to change, and is applied again when it has.
  const isRepeated = file.name.startsWith("R__") && before?.checksum !== checksum;
  const isNew = previous?.migrationClass !== null && (before === undefined || isRepeated);
  const kept = before?.checksum === checksum && before.class !== "unknown" ? before : undefined;
  const word = declared ?? kept?.class ?? (isNew ? declaredClass : undefined);
  const looks = kept ?? (isSql ? await classifySql(up) : notSql);
  const isDeclared = declared !== undefined || kept?.isDeclared === true || (word !== undefined && !kept);
  return {
    row: {
      name: file.name,
      checksum,
      class: word ?? looks.class,
      why: looks.why,
      hasDown: file.down !== undefined || down !== undefined,
      isNew,
      isEdited: before !== undefined && !isRepeated && before.checksum !== checksum,
      isDeclared,
    },
    looksLike: isDeclared && !kept ? looks.class : undefined,
  };
}

const notSql: Finding = { class: "unknown", why: ["is a program and not SQL, so it was not looked into"] };

/** Comments that stand alone and spaces at the ends of lines may change: they do nothing to a database. */
function checksumOf(sql: string): string {
  const lines = sql.split(/\r?\n/).filter((line) => !/^\s*(--|$)/.test(line));
  return createHash("sha256")
    .update(lines.map((line) => line.trimEnd()).join("\n"))
    .digest("hex");
}

function classOf(migrations: readonly MigrationRow[], wishes: Wishes): MigrationClass {
  const { migrates, declaredClass, previous } = wishes;
  const isSeen = migrations.length > 0;
  if (!isSeen) return migrates ? (declaredClass ?? "unknown") : "none";
  if (previous?.migrationClass === null) return declaredClass ?? "unknown";
  // Nothing came before the first one, so there is nothing that it could break.
  if (!previous) return "expand";
  const found = worstOf(migrations.filter(({ isNew }) => isNew).map((migration) => migration.class));
  return declaredClass ?? found;
}

function explain(
  migrations: readonly MigrationRow[],
  migrationClass: MigrationClass,
  { migrates, declaredClass, previous }: Wishes,
): string[] {
  if (migrations.length === 0) return migrates ? [unseenSentence(declaredClass)] : [];
  if (previous?.migrationClass === null) {
    return [
      "The release before was built before Slipway looked at migrations, so which are new is not known.",
    ];
  }
  const fresh = migrations.filter(({ isNew }) => isNew);
  const edited = migrations.filter(({ isEdited }) => isEdited).map(({ name }) => name);
  const sentences: string[] = [];
  if (previous) {
    const names = fresh.map(({ name, why, class: of }) => `${name} (${of}${why[0] ? `: ${why[0]}` : ""})`);
    sentences.push(
      fresh.length === 0
        ? `No migration is new since #${previous.number}.`
        : `New since #${previous.number}, ${migrationClass}: ${listed(names)}.`,
    );
  }
  if (edited.length > 0) {
    const [was, keeps] = edited.length === 1 ? ["was", "it"] : ["were", "them"];
    sentences.push(
      `Warning: ${listed(edited)} ${was} edited after #${previous?.number} had ${keeps}. A database that applied the earlier form keeps it.`,
    );
  }
  return sentences;
}

const unseenSentence = (declared: MigrationClass | undefined): string =>
  declared === undefined
    ? "What its migrations change cannot be seen: no SQL files were found. Name their folder in slipway.yaml (migrations.directory), or declare what they do (migrations.class)."
    : `Its migrations are declared as ${declared}.`;
