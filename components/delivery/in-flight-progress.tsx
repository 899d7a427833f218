import { Elapsed } from "@/components/time/elapsed";
import { cx } from "@/components/ui/cx";
import { TextLink } from "@/components/ui/text-link";
import { DEPLOYMENT_PHASES } from "@/db/enums";
import type { InFlight } from "@/lib/delivery/contract";

import { counted } from "./counted";
import { deploymentPath } from "./paths";
import { KIND_UNDER_WAY, PHASE_WORDS, stageOf } from "./phase-words";
import { ReasonLine } from "./reason-line";
import { shortRelease } from "./release-name";

/** A deployment under way: what, which phase, for how long it runs, or waits so far. It follows the live updates of its page. */
export function InFlightProgress({ inFlight }: { inFlight: InFlight }) {
  const { status, phase, kind, release, waitingFor } = inFlight;
  const [reason, ...more] = waitingFor;
  const reached = phase ? DEPLOYMENT_PHASES.indexOf(phase) : -1;
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-2">
        <TextLink to={deploymentPath(inFlight.id)} tone="quiet" className="font-medium">
          {status === "waiting" ? "Waiting:" : KIND_UNDER_WAY[kind]}{" "}
          <code className="code">{shortRelease(release)}</code>
        </TextLink>
        <Elapsed since={inFlight.startedAt ?? inFlight.createdAt} className="text-xs text-fg-muted" />
      </div>
      {reason ? (
        <>
          <ReasonLine reason={reason} />
          {more.length > 0 && (
            <TextLink to={deploymentPath(inFlight.id)} className="self-start">
              {counted(more.length, "more reason")}
            </TextLink>
          )}
        </>
      ) : (
        <Phases inFlight={inFlight} reached={reached} />
      )}
      <p className="text-xs text-fg-muted">
        {stageOf(status, phase)} · {inFlight.requestedByName}
        {inFlight.waitingBehind > 0 && ` · ${inFlight.waitingBehind} more in the queue`}
      </p>
    </div>
  );
}

/** Which phase it is in, as a bar. */
function Phases({ inFlight, reached }: { inFlight: InFlight; reached: number }) {
  const { status, phase, kind, release } = inFlight;
  return (
    <>
      <progress
        className="sr-only"
        aria-label={`${KIND_UNDER_WAY[kind]} ${shortRelease(release)}`}
        aria-valuetext={stageOf(status, phase)}
        max={DEPLOYMENT_PHASES.length}
        value={Math.max(0, reached)}
      />
      <div aria-hidden className="flex h-1.5 gap-0.5">
        {DEPLOYMENT_PHASES.map((each, index) => (
          <span
            key={each}
            data-tooltip={PHASE_WORDS[each]}
            className={cx(
              "h-full flex-1 rounded-[2px]",
              index < reached && "bg-progress",
              index === reached && "phase-running bg-progress",
              index > reached && "bg-surface-3",
            )}
          />
        ))}
      </div>
    </>
  );
}
