import type { MigrationClass, MigrationVerdictWord } from "@/db/enums";
import type { MigrationRow } from "@/db/schema";

import { worstOf } from "./classes";
import { listed } from "./listed";
import { isGrave, type AppliedRelease, type ReleaseMigrations } from "./verdict";

/** What a release will do to the database of a place when it comes there. */
export type Pending = {
  /** What was not applied there yet, in the order of application. */
  migrations: MigrationRow[];
  /** The worst of them; what was declared where none can be seen. */
  migrationClass: MigrationClass;
  /** False: there is nothing that could be looked into. */
  isSeen: boolean;
  /** Why the list may say too much: one sentence each. */
  doubts: string[];
};

/**
 * All migrations of a release that are pending in a place, and not only those that came with it: what releases before it
 * brought that were never there comes along. Undefined where it would change nothing in the database.
 * @param applied what migrated the place and was not taken back
 * @param isTorn a way back did not come to its end there, so that anything may be gone
 */
export function pendingOf(
  release: ReleaseMigrations,
  applied: readonly AppliedRelease[],
  isTorn = false,
): Pending | undefined {
  if (!release.migrates && release.migrations.length === 0) return undefined;
  const hasMigrated = applied.some(({ id, isCertain }) => id === release.id && isCertain);
  if (hasMigrated && !isTorn) return undefined;
  const there = checksumsOf(applied);
  const migrations = release.migrations.filter(
    ({ name, checksum }) => !there.has(name) || (isRepeated(name) && there.get(name) !== checksum),
  );
  const isSeen = release.migrations.length > 0;
  // Without a command it only does at its start what is left to do, and that is nothing.
  if (!release.migrates && migrations.length === 0) return undefined;
  return {
    migrations,
    migrationClass: isSeen
      ? worstOf(migrations.map((migration) => migration.class))
      : (release.migrationClass ?? "unknown"),
    isSeen,
    doubts: isTorn
      ? ["A way back did not come to its end here, so what is applied now is not known."]
      : doubtsOf(migrations, applied),
  };
}

/** Flyway applies what begins so again whenever it has changed. */
const isRepeated = (name: string): boolean => name.startsWith("R__");

/** In which form each migration was applied last. */
function checksumsOf(applied: readonly AppliedRelease[]): Map<string, string> {
  const there = new Map<string, string>();
  for (const release of applied.toSorted((left, right) => left.number - right.number)) {
    for (const { name, checksum } of release.migrations)
      if (release.isCertain || release.applied?.includes(name)) there.set(name, checksum);
  }
  return there;
}

/** The newest reason of each sort: one is enough to look there. */
function doubtsOf(pending: readonly MigrationRow[], applied: readonly AppliedRelease[]): string[] {
  const isPending = ({ name }: MigrationRow) => pending.some((migration) => migration.name === name);
  const newest = applied.toSorted((left, right) => right.number - left.number);
  const broken = newest.find(
    ({ isCertain, applied: told, migrations }) => !isCertain && told === null && migrations.some(isPending),
  );
  const unseen = newest.find(({ migrates, migrations }) => migrates && migrations.length === 0);
  return [
    broken &&
      `Migrating for #${broken.number} did not end well here, so some of these may be applied already.`,
    pending.length > 0 &&
      unseen &&
      `#${unseen.number} migrated here, and what it applied was not seen, so some of these may be there already.`,
  ].filter((sentence) => typeof sentence === "string");
}

/** Whether what serves may break as soon as these are applied: before traffic has moved away from it. */
export const mayBreak = ({ migrations, migrationClass, isSeen }: Pending): boolean =>
  migrations.some(isGrave) || (!isSeen && isGrave({ class: migrationClass }));

/** The names, with the class of those that do more than extend: "003_trips, 004_grams (contract)". */
export const spelled = (migrations: readonly Pick<MigrationRow, "name" | "class">[]): string =>
  listed(
    migrations.map(({ name, class: of }) => (of === "expand" || of === "none" ? name : `${name} (${of})`)),
  );

type WayBack = {
  number: number;
  verdict: MigrationVerdictWord;
  reasons: string[];
  takesBack: string[];
};

type Arrival = { command: string | null; pending: Pending | undefined; wayBack: WayBack | undefined };

/**
 * What a person has to know before they agree, one sentence each, the gravest first.
 * @param wayBack what serves now, and whether it could be gone back to afterwards; undefined where nothing does
 */
export function consequencesOf({ command, pending, wayBack }: Arrival): string[] {
  const sentences: string[] = [];
  if (pending && wayBack && mayBreak(pending)) {
    sentences.push(
      `While it is applied and until traffic moves, the old release (#${wayBack.number}) runs against the changed database and may fail.`,
    );
  }
  if (wayBack?.verdict === "unsafe") {
    sentences.push(
      `There will be no way back to #${wayBack.number} that is safe for the database. ${wayBack.reasons.join(" ")}`,
    );
  } else if (wayBack?.verdict === "safe_with_down") {
    sentences.push(`Going back to #${wayBack.number} takes ${listed(wayBack.takesBack)} back first.`);
  } else if (wayBack && pending && pending.migrations.length > 0) {
    sentences.push(`It only extends the database, so #${wayBack.number} goes on working.`);
  }
  if (pending && command && !pending.isSeen) {
    const declared =
      pending.migrationClass === "unknown" ? "" : ` It is declared as ${pending.migrationClass}.`;
    sentences.push(
      `The migrate command runs (${command}), and what it does is not known before: there are no SQL files that could be looked into.${declared}`,
    );
  }
  return [...sentences, ...(pending?.doubts ?? [])];
}
