import { StageMarks } from "@/components/gates/stage-marks";
import { useWindowState } from "@/components/gates/use-window-state";
import { LockIcon, PauseIcon } from "@/components/icons";
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
      className="flex h-full flex-col justify-center gap-1 rounded-lg px-3 hover:bg-surface-2"
    >
      <span className="flex items-center justify-between gap-2">
        <span className="truncate font-medium">{stage.environment}</span>
        <StageMarks stage={stage} />
      </span>
      <span className="flex items-center gap-1.5 text-xs text-fg-muted">
        <StatusBadge kind="health" value={health} look="icon" />
        <span className="truncate">{release ? `#${release.number}` : "nothing yet"}</span>
        <span className="ml-auto flex items-center gap-1.5">
          {hold && <LockIcon size={13} label="automation is held" className="text-blocked" />}
          {freezes.map((freeze) => (
            <FrozenMark key={freeze.id} freeze={freeze} />
          ))}
          {running && <StatusBadge kind="deployment" value="running" look="icon" />}
          {waiting.length > 0 && <span className="text-blocked-fg">{`${waiting.length} waiting`}</span>}
        </span>
      </span>
    </a>
  );
}

function FrozenMark({ freeze }: { freeze: FreezeView }) {
  const { isOn } = useWindowState(freeze);
  return isOn && <PauseIcon size={13} label={`frozen: ${freeze.name}`} className="text-blocked" />;
}
