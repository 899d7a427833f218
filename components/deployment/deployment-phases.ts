import { PHASE_WORDS } from "@/components/delivery/phase-words";
import type { BarPhase } from "@/components/ui/phase-bar";
import { DEPLOYMENT_PHASES, type DeploymentStatus } from "@/db/enums";
import type { DeploymentView, PhaseView } from "@/lib/delivery/contract";

/** One go of an executor: a resumed deployment has several. */
export type Attempt = {
  number: number;
  startedAt: string;
  phases: PhaseView[];
  /** Another executor went on after it. */
  interrupted: boolean;
};

/** The attempts in order, each with its phases in the order they ran. */
export function attemptsOf({ phases }: Pick<DeploymentView, "phases">): Attempt[] {
  const numbers = [...new Set(phases.map(({ attempt }) => attempt))].toSorted((one, other) => one - other);
  return numbers.flatMap((number) => {
    const own = phases
      .filter(({ attempt }) => attempt === number)
      .toSorted((one, other) => order(one) - order(other));
    const [first] = own;
    return first
      ? [{ number, startedAt: first.startedAt, phases: own, interrupted: number !== numbers.at(-1) }]
      : [];
  });
}

/**
 * The bar of the newest attempt. Once it is over the widths are the durations; while it runs nobody knows how long the
 * rest will take, so all phases are equally wide.
 */
export function barPhases({
  phases,
  status,
  finishedAt,
}: Pick<DeploymentView, "phases" | "status" | "finishedAt">): BarPhase[] {
  const newest = attemptsOf({ phases }).at(-1)?.phases ?? [];
  const over = isOver(status);
  return DEPLOYMENT_PHASES.flatMap((name): BarPhase[] => {
    const run = newest.find(({ phase }) => phase === name);
    if (!run) return over ? [] : [{ name, label: PHASE_WORDS[name], status: "pending" }];
    return [
      {
        name,
        label: PHASE_WORDS[name],
        // The row of a phase whose executor was killed says "running" for ever.
        status: over && run.status === "running" ? "interrupted" : run.status,
        durationMs: over ? ranForMs(run, finishedAt) : null,
        startedAt: run.startedAt,
      },
    ];
  });
}

/** Of a phase that was cut short: until the end of the deployment. */
export function ranForMs({ durationMs, startedAt }: PhaseView, finishedAt: string | null): number | null {
  if (durationMs !== null || finishedAt === null) return durationMs;
  return Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt));
}

/** Whether it has come to its end, good or bad. */
export const isOver = (status: DeploymentStatus): boolean =>
  status !== "queued" && status !== "waiting" && status !== "running";

const order = ({ phase }: PhaseView) => DEPLOYMENT_PHASES.indexOf(phase);
