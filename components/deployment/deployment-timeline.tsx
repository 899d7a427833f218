import { PHASE_WORDS } from "@/components/delivery/phase-words";
import { Duration } from "@/components/time/duration";
import { Elapsed } from "@/components/time/elapsed";
import { RelativeTime } from "@/components/time/relative-time";
import { Panel } from "@/components/ui/panel";
import { PhaseBar } from "@/components/ui/phase-bar";
import { StatusBadge } from "@/components/ui/status-badge";
import type { DeploymentView } from "@/lib/delivery/contract";

import { attemptsOf, barPhases, type Attempt } from "./deployment-phases";
import { tookMs } from "./deployment-sentence";

/** The phases as a bar with their durations and what each said; earlier attempts stay visible below. */
export function DeploymentTimeline({ deployment }: { deployment: DeploymentView }) {
  const attempts = attemptsOf(deployment);
  const newest = attempts.at(-1);
  const earlier = attempts.slice(0, -1).toReversed();
  const totalMs = tookMs(deployment);
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
      {newest || deployment.status !== "succeeded" ? (
        <PhaseBar label="Phases" phases={barPhases(deployment)} />
      ) : null}
      {newest && <Details attempt={newest} />}
      {earlier.map((attempt) => (
        <details key={attempt.number} className="mt-3 border-t pt-3">
          <summary className="rounded-sm text-fg-muted">
            Attempt {attempt.number}, interrupted, <RelativeTime at={attempt.startedAt} />
          </summary>
          <Details attempt={attempt} />
        </details>
      ))}
    </Panel>
  );
}

function Details({ attempt }: { attempt: Attempt }) {
  return (
    <ol className="mt-3 flex flex-col gap-1.5" aria-label={`What attempt ${attempt.number} did`}>
      {attempt.phases.map(({ phase, status, detail, durationMs }) => (
        <li key={phase} className="grid grid-cols-[auto_1fr_auto] items-baseline gap-x-2">
          <StatusBadge
            kind="phase"
            value={attempt.interrupted && status === "running" ? "interrupted" : status}
            look="icon"
            className="translate-y-0.5"
          />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {PHASE_WORDS[phase]}
            {detail && <span className="text-fg-muted"> · {detail}</span>}
          </span>
          <span className="text-fg-muted">
            {status !== "skipped" && durationMs !== null && <Duration ms={durationMs} />}
          </span>
        </li>
      ))}
    </ol>
  );
}
