import type { EnvironmentView } from "@/lib/catalog/contract";

import type { PlannedMigrations, ReleaseRef } from "../contract";
import { spelled } from "../migrations/pending";

type Coming = {
  candidate: ReleaseRef | null;
  replaces: ReleaseRef | null;
  migrations: PlannedMigrations | null;
};

/** What will happen when a release comes to an environment, in order. It promises nothing that the database would break. */
export function stepsOf(to: EnvironmentView, { candidate, replaces, migrations }: Coming): string[] {
  const name = candidate ? `#${candidate.number}` : "The release";
  const migrating = migrations ? migratingStep(migrations) : [];
  if (!replaces) {
    return [
      ...migrating,
      `${name} starts in ${to.name}, the same build, with the variables of ${to.name}.`,
      "Traffic moves to it as soon as it is ready; nothing serves there yet.",
      "The public route has to prove that it answers.",
    ];
  }
  const old = `#${replaces.number}`;
  const meanwhile = migrations?.mayBreak
    ? `until then ${old} has the traffic, on the changed database`
    : `until then ${old} serves`;
  const steps = [
    ...migrating,
    `${name} starts in ${to.name} beside ${old}, the same build, with the variables of ${to.name}.`,
    `It has to become ready and stay so for ${inMinutes(to.settleMs)}; ${meanwhile}.`,
    "Traffic moves, and the public route has to prove it.",
    `${old} finishes its open requests and ${keptWarm(to, migrations?.wayBack ?? "safe")}`,
  ];
  return candidate && candidate.number < replaces.number ? [...steps, holdStep(to)] : steps;
}

function migratingStep({ command, migrations, isSeen }: PlannedMigrations): string[] {
  const names = spelled(migrations);
  if (command === null) return names ? [`It applies as it starts, without a migrate command: ${names}.`] : [];
  if (!isSeen) return [`Migrate the database: ${command} runs, and what it does is not known before.`];
  return [
    names
      ? `Migrate the database: ${names}.`
      : `Migrate the database: ${command} runs, and nothing is pending.`,
  ];
}

function keptWarm({ warmMs }: EnvironmentView, wayBack: NonNullable<PlannedMigrations["wayBack"]>): string {
  const warm = `stays warm for ${inMinutes(warmMs)}`;
  if (wayBack === "safe") return `${warm}, for an instant rollback.`;
  return wayBack === "unsafe"
    ? `${warm}, but going back to it is unsafe for the database.`
    : `${warm}; going back to it takes migrations back first.`;
}

/** Going back holds automation, so that it does not undo what a person did. */
export const holdStep = ({ name }: EnvironmentView): string =>
  `Automation keeps off ${name} from then on, until there is a newer release than all there are now, or somebody releases the hold.`;

export const inMinutes = (ms: number): string =>
  ms < 60_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
