import type { StageView, WindowState } from "../contract";
import { stateAt, type Windows } from "./windows";

/** Whether an instant lies inside of one of the windows and until or from when, as it is told; they count as one. */
export function windowStateAt(windows: Windows, now: Date): WindowState {
  const { isInside, changesAt } = stateAt([windows], now);
  const endsAt = isInside || !changesAt ? changesAt : stateAt([windows], changesAt).changesAt;
  return {
    isOn: isInside,
    changesAt: changesAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
  };
}

/** By environment, for the stages that take deployments only at certain times. */
export function openingsAt(stages: readonly StageView[], now: Date): Record<string, WindowState> {
  return Object.fromEntries(
    stages.flatMap(({ environment, windows }) =>
      windows
        ? [[environment, windowStateAt({ timeZone: windows.timeZone, windows: windows.open }, now)]]
        : [],
    ),
  );
}
