import { deploymentPath, releasePath } from "@/components/delivery/paths";
import { stageDetail } from "@/components/delivery/phase-words";
import { tagged } from "@/components/delivery/release-name";
import { FreezeWhen } from "@/components/gates/freeze-when";
import { OpeningTimes } from "@/components/gates/opening-times";
import { StageRules } from "@/components/gates/stage-rules";
import { useWindowState } from "@/components/gates/use-window-state";
import { PauseIcon, SnowflakeIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { ReleaseTag } from "@/components/ui/release-tag";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import type { FreezeView, HoldView, StageView, WindowState } from "@/lib/gates/contract";

import type { StageNow } from "./stage-box";
import { WaitingDeployments } from "./waiting-deployments";

type StageCardProps = StageNow & {
  stage: StageView;
  service: { id: string; name: string };
  /** Of its opening times, where it has some. */
  opening: WindowState | undefined;
  /** False where nobody wrote a pipeline: then the order is a habit. */
  isRule: boolean;
};

/** One stage: what serves there, what is on its way and what it waits for, what holds it, and what it asks for. */
export function StageCard({ stage, service, opening, isRule, ...now }: StageCardProps) {
  const { placement, waiting, hold, freezes } = now;
  const inFlight = placement?.inFlight?.status === "running" ? placement.inFlight : undefined;
  return (
    <article
      id={`stage-${stage.environment}`}
      aria-label={stage.environment}
      className="scroll-mt-16 rounded-lg border bg-surface target:border-border-strong"
    >
      <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2">
        <h3 className="font-medium [overflow-wrap:anywhere]">{stage.environment}</h3>
        {placement && <StatusBadge kind="health" value={placement.health} />}
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-fg-muted sm:ml-auto">
          {placement?.release ? (
            <>
              <ReleaseTag
                release={tagged(placement.release)}
                to={releasePath(service.name, placement.release.id)}
              />
              {placement.liveSince && <RelativeTime at={placement.liveSince} />}
            </>
          ) : (
            "Nothing serves here yet"
          )}
        </span>
      </header>
      <div className="flex flex-col gap-3 px-4 py-3">
        {inFlight && (
          <p className="flex flex-wrap items-center gap-x-2">
            <StatusBadge kind="deployment" value="running" detail={stageDetail("running", inFlight.phase)} />
            <TextLink
              to={deploymentPath(inFlight.id)}
            >{`#${inFlight.release.number} is on its way`}</TextLink>
          </p>
        )}
        <WaitingDeployments deployments={waiting} />
        {hold && <Held hold={hold} />}
        {nearest(freezes).map((freeze) => (
          <Frozen key={freeze.id} freeze={freeze} />
        ))}
        {isRule ? (
          <>
            <StageRules stage={stage} />
            {stage.windows && opening && <OpeningTimes state={opening} timeZone={stage.windows.timeZone} />}
          </>
        ) : (
          <p className="text-fg-muted">Asks for nothing.</p>
        )}
      </div>
    </article>
  );
}

/** Those in force, and the next one: the server lists them in that order. */
function nearest(freezes: readonly FreezeView[]): FreezeView[] {
  const next = freezes.find(({ isOn }) => !isOn);
  return freezes.filter((freeze) => freeze.isOn || freeze === next);
}

function Held({ hold }: { hold: HoldView }) {
  const { reason, createdByName, untilReleaseNumber, createdAt, deploymentId } = hold;
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
      <Badge tone="blocked" icon={PauseIcon}>
        Automation on hold
      </Badge>
      <span className="[overflow-wrap:anywhere]">{`Until a release newer than #${untilReleaseNumber}: ${reason}`}</span>
      <span className="text-xs text-fg-muted">
        {`by ${createdByName}, `}
        {deploymentId ? (
          <TextLink to={deploymentPath(deploymentId)} tone="quiet">
            <RelativeTime at={createdAt} />
          </TextLink>
        ) : (
          <RelativeTime at={createdAt} />
        )}
      </span>
    </p>
  );
}

function Frozen({ freeze }: { freeze: FreezeView }) {
  const state = useWindowState(freeze);
  if (state && !state.isOn && state.changesAt === null) return null;
  const isOn = state?.isOn === true;
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
      <Badge tone={isOn ? "blocked" : "neutral"} icon={SnowflakeIcon}>
        {isOn ? "Frozen" : "Freeze"}
      </Badge>
      <TextLink to="/settings/freezes" tone="quiet" className="[overflow-wrap:anywhere]">
        {freeze.name}
      </TextLink>
      <span>
        <FreezeWhen state={state} timeZone={freeze.timeZone} />
        {isOn && !freeze.blocksRollbacks && <span className="text-fg-muted"> · rollbacks pass</span>}
      </span>
    </p>
  );
}
