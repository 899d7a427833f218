import type { CrashPoint } from "./crash-points";
import { VICTIMS, type Victim } from "./processes";

type Moment = CrashPoint["moment"] | "under way";
export type ChaosCase = { kind: "deploy" | "rollback"; at: string; moment: Moment; victim: Victim };

const PHASES = ["prepare", "migrate", "roll_out", "switch", "verify", "watch"];

/** Every place where an execution can be cut, in the order in which it comes there. */
const EVERY_POINT: Pick<ChaosCase, "at" | "moment">[] = [
  { at: "claim", moment: "recording" },
  ...PHASES.flatMap((at) => [
    { at, moment: "announcing" as const },
    { at, moment: "under way" as const },
    { at, moment: "recording" as const },
  ]),
  { at: "finish", moment: "recording" },
];

/**
 * For every run of the tests: each phase with an effect once that has happened, a migration while it is under way, and
 * the other places that are worth most.
 */
const MATRIX: Record<ChaosCase["kind"], string[]> = {
  deploy: [
    "claim recording",
    ...PHASES.filter((phase) => phase !== "prepare").map((phase) => `${phase} recording`),
    "migrate under way",
    "roll_out under way",
    "switch announcing",
    "finish recording",
  ],
  rollback: ["roll_out recording", "switch recording", "verify recording"],
};

/** A phase that is over at once cannot be met under way, and one that a rollback skips is not worth it. */
const CANNOT_BE_MET: Record<ChaosCase["kind"], string[]> = {
  deploy: ["prepare", "switch", "verify", "watch"],
  rollback: PHASES,
};

/** @param isFull every point instead of the chosen ones; takes about three times as long */
export function chaosCases(isFull: boolean): ChaosCase[] {
  const deploys = casesOf("deploy", isFull);
  const rollbacks = casesOf("rollback", isFull);
  // A rollback goes back to before the deployment that came last, so the two kinds take turns.
  const merged: ChaosCase[] = [];
  for (let turn = 0; turn < Math.max(deploys.length, rollbacks.length); turn += 1) {
    merged.push(...deploys.slice(turn, turn + 1), ...rollbacks.slice(turn, turn + 1));
  }
  return merged;
}

const casesOf = (kind: ChaosCase["kind"], isFull: boolean): ChaosCase[] =>
  EVERY_POINT.filter(({ at, moment }) =>
    isFull
      ? moment !== "under way" || !CANNOT_BE_MET[kind].includes(at)
      : MATRIX[kind].includes(`${at} ${moment}`),
  ).flatMap((point) => VICTIMS.map((victim) => ({ kind, ...point, victim })));
