import { StageMarks } from "@/components/gates/stage-marks";
import { useWindowState } from "@/components/gates/use-window-state";
import { ClockIcon, PauseIcon, SnowflakeIcon } from "@/components/icons";
import { StatusBadge } from "@/components/ui/status-badge";
import type { DeploymentRow, PlacementView } from "@/lib/delivery/contract";
import type { FreezeView, HoldView, StageView } from "@/lib/gates/contract";

export type StageNow = {
  /** Undefined where the environment is gone. */
  placement: PlacementView | undefined;
  waiting: readonly DeploymentRow[];
  hold: HoldView | undefined;
  freezes: readonly FreezeView[];
};

/** A stage in the graph: its name and health, what serves, and marks for what stands there. It leads to its card. */
export function StageBox({ stage, placement, waiting, hold, freezes }: StageNow & { stage: StageView }) {
  const { release, health } = placement ?? { release: null, health: "unknown" as const };
  const running = placement?.inFlight?.status === "running";
  return (
    <a
      href={`#stage-${stage.environment}`}
      className="flex h-full flex-col justify-center gap-1 rounded-lg px-2.5 hover:bg-surface-2"
    >
      <span className="flex items-center gap-1.5">
        <StatusBadge kind="health" value={health} look="icon" />
        <span className="truncate font-medium">{stage.environment}</span>
        {release && <span className="ml-auto text-xs text-fg-muted">{`#${release.number}`}</span>}
      </span>
      <span className="flex min-h-5 items-center gap-1.5 text-xs">
        <StageMarks stage={stage} />
        <span className="ml-auto flex items-center gap-1.5">
          {hold && (
            <span data-tooltip="automation is held" className="inline-flex text-blocked">
              <PauseIcon size={13} label="automation is held" />
            </span>
          )}
          {freezes.map((freeze) => (
            <FrozenMark key={freeze.id} freeze={freeze} />
          ))}
          {running && <StatusBadge kind="deployment" value="running" look="icon" />}
          {waiting.length > 0 && (
            <span
              data-tooltip={`${waiting.length} waiting`}
              className="flex items-center gap-1 text-blocked-fg"
            >
              <ClockIcon size={13} label="waiting:" />
              {waiting.length}
            </span>
          )}
        </span>
      </span>
    </a>
  );
}

function FrozenMark({ freeze }: { freeze: FreezeView }) {
  const state = useWindowState(freeze);
  return state?.isOn && <SnowflakeIcon size={13} label={`frozen: ${freeze.name}`} className="text-blocked" />;
}
