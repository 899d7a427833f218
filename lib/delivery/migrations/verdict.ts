import { MIGRATION_VERDICTS, type MigrationClass, type MigrationVerdictWord } from "@/db/enums";
import type { MigrationRow } from "@/db/schema";

import { worstOf } from "./classes";
import { listed } from "./listed";

/** What is known of the database changes of one release. */
export type ReleaseMigrations = {
  id: string;
  number: number;
  /** Whether it has a migrate command. */
  migrates: boolean;
  canGoDown: boolean;
  /** Null when it was built before anybody looked. */
  migrationClass: MigrationClass | null;
  migrations: readonly MigrationRow[];
};

/** A release that migrated the environment after the target was deployed there first. */
export type AppliedRelease = ReleaseMigrations & {
  /** False after a run that failed or was cut off. */
  isCertain: boolean;
  /** What the status command named afterwards; null when nobody asked. */
  applied: readonly string[] | null;
};

export type Judgement = {
  verdict: MigrationVerdictWord;
  reasons: string[];
  /** Why the target may not work with the database as it is: all that matters to whoever takes nothing back. */
  causes: string[];
  /** What was applied that the target does not know, in the order of application. */
  migrations: MigrationRow[];
  /** The last migration of the target, to which a down command goes back; empty when it has none. */
  migrateTo: string;
  /** The releases whose runs a down command would take back. */
  revertedReleaseIds: string[];
};

/**
 * Whether an environment can go back to `target`, from what was applied there since that it does not know. Expanding
 * migrations leave it working. Everything else is unsafe, unless each one has a way back and `serving` a down command.
 * @param isTakenBack whether migrations of the target itself were taken back here: a rollback never applies them again
 */
export function judgeRollback(
  target: ReleaseMigrations,
  serving: ReleaseMigrations | undefined,
  applied: readonly AppliedRelease[],
  isTakenBack = false,
): Judgement {
  const found = target.migrationClass === null ? unseenByTarget(target, applied) : compare(target, applied);
  const migrateTo = target.migrations.at(-1)?.name ?? "";
  const { open, revertedReleaseIds } = found;
  const mysteries = isTakenBack ? [takenBackSentence(target), ...found.mysteries] : found.mysteries;
  const grave = open.filter(isGrave);
  const judged = (verdict: MigrationVerdictWord, reasons: string[]): Judgement => ({
    verdict,
    reasons,
    // That its own migrations were taken back matters to a rollback alone: a deployment applies them again.
    causes: [...found.mysteries, ...grave.map(causeOf)],
    migrations: open,
    migrateTo,
    revertedReleaseIds,
  });
  if (grave.length === 0 && mysteries.length === 0) return judged("safe", [safeSentence(target, open)]);
  const causes = [...mysteries, ...grave.map(causeOf)];
  const obstacle = mysteries.length > 0 ? undefined : obstacleToGoingDown(target, serving, open);
  if (mysteries.length === 0 && obstacle === undefined) {
    const names = open.map(({ name }) => name).join(", ");
    return judged("safe_with_down", [
      ...causes,
      `#${serving?.number} takes back ${names} first, and runs on the older database until traffic has moved.`,
    ]);
  }
  return judged("unsafe", obstacle ? [...causes, obstacle] : causes);
}

/** Whether a database has become worse to go back with than somebody agreed to. */
export const isWorseThan = (agreed: MigrationVerdictWord, verdict: MigrationVerdictWord): boolean =>
  MIGRATION_VERDICTS.indexOf(verdict) > MIGRATION_VERDICTS.indexOf(agreed);

type Found = { open: MigrationRow[]; mysteries: string[]; revertedReleaseIds: string[] };

/** Whether an earlier release may not go on working with it. */
export const isGrave = ({ class: of }: Pick<MigrationRow, "class">): boolean =>
  of !== "none" && of !== "expand";

/** What a release that nobody looked at knows is not known either: anything after it is a mystery. */
function unseenByTarget(target: ReleaseMigrations, applied: readonly AppliedRelease[]): Found {
  const migrated = applied.find(({ migrates, migrations }) => migrates || migrations.length > 0);
  const mystery = `#${target.number} was built before Slipway looked at migrations, and #${migrated?.number} migrated here since, so whether they go together is not known.`;
  return { open: [], mysteries: migrated ? [mystery] : [], revertedReleaseIds: [] };
}

function compare(target: ReleaseMigrations, applied: readonly AppliedRelease[]): Found {
  const known = new Map(target.migrations.map((migration) => [migration.name, migration]));
  const open = new Map<string, MigrationRow>();
  const mysteries = new Set<string>();
  const reverted = new Set<string>();
  for (const release of applied.toSorted((left, right) => left.number - right.number)) {
    for (const sentence of mysteriesOf(release)) mysteries.add(sentence);
    for (const migration of release.migrations) {
      if (!release.isCertain && release.applied && !release.applied.includes(migration.name)) continue;
      const before = known.get(migration.name);
      if (!before) {
        open.set(migration.name, migration);
        reverted.add(release.id);
        if (!release.isCertain && isGrave(migration))
          mysteries.add(
            `${migration.name} may have been applied by #${release.number}, whose migration did not end well.`,
          );
      } else if (before.checksum !== migration.checksum && !migration.name.startsWith("R__")) {
        mysteries.add(
          `${migration.name} was edited between #${target.number} and #${release.number}, so which form the database has is not known.`,
        );
      }
    }
  }
  return { open: [...open.values()], mysteries: [...mysteries], revertedReleaseIds: [...reverted] };
}

/** What a release did that its files do not tell. */
function mysteriesOf({ number, migrates, migrationClass, migrations }: AppliedRelease): string[] {
  if (migrationClass === null) {
    return migrates
      ? [
          `#${number} migrated here and was built before Slipway looked at migrations, so what it changed is not known.`,
        ]
      : [];
  }
  const seen = worstOf(migrations.filter(({ isNew }) => isNew).map((migration) => migration.class));
  if (migrationClass === "unknown" && migrations.length === 0 && migrates) {
    return [
      `#${number} migrated here, and what it changed cannot be seen. Name the folder of its SQL files in slipway.yaml (migrations.directory), or declare what it does (migrations.class).`,
    ];
  }
  // Declared to do more than its files do.
  const isWorse = worstOf([seen, migrationClass]) !== seen;
  return isWorse && (migrationClass === "contract" || migrationClass === "data")
    ? [`#${number} is declared as ${migrationClass}.`]
    : [];
}

const CAUSE: Record<MigrationClass, string> = {
  none: "changes nothing",
  expand: "extends the database",
  data: "changes rows",
  contract: "takes away what an earlier release may need",
  unknown: "could not be looked into",
};

function causeOf({ name, class: of, why, isDeclared }: MigrationRow): string {
  if (isDeclared) return `${name} is declared as ${of}.`;
  return `${name} ${why[0] ?? CAUSE[of]} (${of}).`;
}

/** Why a down command would not lead back to what the target knows; undefined when it does. */
function obstacleToGoingDown(
  target: ReleaseMigrations,
  serving: ReleaseMigrations | undefined,
  open: readonly MigrationRow[],
): string | undefined {
  const without = open.filter(({ hasDown }) => !hasDown).map(({ name }) => name);
  if (without.length > 0) return `There is no way back from ${without.join(", ")}.`;
  if (!serving?.canGoDown)
    return "Each has a way back, but slipway.yaml names no command that takes it (migrations.down).";
  const order = serving.migrations.map(({ name }) => name);
  const last = Math.max(-1, ...target.migrations.map(({ name }) => order.indexOf(name)));
  const stray = open.find(({ name }) => order.indexOf(name) <= last);
  return (
    stray &&
    `#${serving.number} cannot take back ${stray.name} alone: it does not have it, or not as one of its last.`
  );
}

const takenBackSentence = ({ number }: ReleaseMigrations): string =>
  `Migrations of #${number} were taken back here, and a rollback does not apply them again: deploy it instead.`;

function safeSentence({ number }: ReleaseMigrations, open: readonly MigrationRow[]): string {
  if (open.length === 0) return `Nothing was applied here since that #${number} does not know.`;
  const names = open.map(({ name }) => name);
  return `${listed(names, 3)} only ${names.length === 1 ? "extends" : "extend"} the database, so #${number} goes on working.`;
}
