import { PHASE_WORDS } from "@/components/delivery/phase-words";
import { Duration } from "@/components/time/duration";
import { Elapsed } from "@/components/time/elapsed";
import { RelativeTime } from "@/components/time/relative-time";
import { Panel } from "@/components/ui/panel";
import { PhaseBar } from "@/components/ui/phase-bar";
import { StatusBadge } from "@/components/ui/status-badge";
import { DEPLOYMENT_PHASES, type PhaseStatus } from "@/db/enums";
import type { DeploymentView, MigrationRunView, PhaseView } from "@/lib/delivery/contract";

import { AppliedVersions } from "./applied-versions";
import { attemptsOf, barPhases, isOver, ranForMs } from "./deployment-phases";
import { tookMs } from "./deployment-sentence";
import { PhaseChecks } from "./phase-checks";

/** The phases as a bar with their durations and what each said; earlier attempts stay visible below. */
export function DeploymentTimeline({ deployment }: { deployment: DeploymentView }) {
  const attempts = attemptsOf(deployment);
  const newest = attempts.at(-1);
  const over = isOver(deployment.status);
  const totalMs = tookMs(deployment);
  if (!newest && over) return null;
  return (
    <Panel
      title="Phases"
      actions={
        <span className="text-fg-muted">
          {deployment.status === "running" && deployment.startedAt ? (
            <Elapsed since={deployment.startedAt} />
          ) : (
            totalMs !== undefined && <Duration ms={totalMs} />
          )}
        </span>
      }
    >
      {newest && newest.number > 1 && (
        <p className="mb-3 text-fg-muted">Resumed after a restart, attempt {newest.number}.</p>
      )}
      <PhaseBar label="Phases" phases={barPhases(deployment)} legend={false} />
      <PhaseList
        label="Phases"
        phases={newest?.phases ?? []}
        checksOf={deployment.id}
        migrationRun={deployment.migrationRuns.at(-1)}
        over={over}
        finishedAt={deployment.finishedAt}
        withPending={!over}
      />
      {attempts
        .slice(0, -1)
        .toReversed()
        .map(({ number, phases, startedAt }) => (
          <details key={number} className="mt-3 border-t pt-3">
            <summary className="w-fit rounded-sm text-fg-muted">
              Attempt {number} was interrupted, <RelativeTime at={startedAt} />
            </summary>
            <PhaseList
              label={`Attempt ${number}`}
              phases={phases}
              over
              finishedAt={null}
              withPending={false}
            />
          </details>
        ))}
    </Panel>
  );
}

type PhaseListProps = {
  label: string;
  phases: readonly PhaseView[];
  /** The deployment whose checks stand inside of their phases. */
  checksOf?: string;
  /** The run of its migrate or down command. */
  migrationRun?: MigrationRunView | undefined;
  /** Nothing of it runs any more, whatever its rows say. */
  over: boolean;
  finishedAt: string | null;
  withPending: boolean;
};

function PhaseList({ label, phases, checksOf, migrationRun, over, finishedAt, withPending }: PhaseListProps) {
  const pending = withPending
    ? DEPLOYMENT_PHASES.filter((name) => !phases.some(({ phase }) => phase === name))
    : [];
  return (
    <ol aria-label={label} className="mt-3 flex flex-col gap-1.5">
      {phases.map((phase) => (
        <PhaseLine
          key={phase.phase}
          phase={phase}
          checksOf={checksOf}
          migrationRun={migrationRun}
          over={over}
          finishedAt={finishedAt}
        />
      ))}
      {pending.map((name) => (
        <li key={name} className="flex items-center gap-2 text-fg-subtle">
          <span aria-hidden className="mx-1.25 size-1.5 rounded-full bg-border-strong" />
          {PHASE_WORDS[name]}
        </li>
      ))}
    </ol>
  );
}

type PhaseLineProps = Pick<PhaseListProps, "checksOf" | "migrationRun" | "over" | "finishedAt"> & {
  phase: PhaseView;
};

function PhaseLine({ phase: ran, checksOf, migrationRun, over, finishedAt }: PhaseLineProps) {
  const { phase, status, detail, startedAt } = ran;
  const durationMs = ranForMs(ran, finishedAt);
  const shown: PhaseStatus = over && status === "running" ? "interrupted" : status;
  return (
    <li className="grid grid-cols-[auto_1fr_auto] items-baseline gap-x-2">
      <StatusBadge kind="phase" value={shown} look="icon" className="translate-y-0.5" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {PHASE_WORDS[phase]}
        {detail && <span className="text-fg-muted"> · {detail}</span>}
      </span>
      <span className="text-fg-muted">
        {shown === "running" ? (
          <Elapsed since={startedAt} />
        ) : (
          shown !== "skipped" && durationMs !== null && <Duration ms={durationMs} />
        )}
      </span>
      {checksOf !== undefined && <PhaseChecks deploymentId={checksOf} phase={phase} />}
      {phase === "migrate" && migrationRun && <AppliedVersions run={migrationRun} />}
    </li>
  );
}
