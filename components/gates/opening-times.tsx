"use client";

import { useQueries } from "@tanstack/react-query";

import { CalendarIcon } from "@/components/icons";
import { Badge } from "@/components/ui/badge";
import type { StageView, WindowState } from "@/lib/gates/contract";
import { windowPreviewQuery } from "@/lib/gates/query-options";

import { FreezeWhen } from "./freeze-when";
import { useWindowState } from "./use-window-state";

/** Whether a stage takes deployments now by its windows, and when that changes. */
export function OpeningTimes({ windows }: { windows: NonNullable<StageView["windows"]> }) {
  const states = useQueries({
    queries: windows.open.map((window) => windowPreviewQuery(window, windows.timeZone)),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
  const nearest = nearestOf(states);
  return (
    // As high as its sentence, so that nothing moves when the server has read the clocks.
    <div className="min-h-5">{nearest && <Opening state={nearest} timeZone={windows.timeZone} />}</div>
  );
}

function Opening({ state, timeZone }: { state: WindowState; timeZone: string }) {
  const now = useWindowState(state);
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
      <Badge tone={now?.isOn ? "ok" : "blocked"} icon={CalendarIcon}>
        {now?.isOn ? "Open" : "Closed"}
      </Badge>
      <span>
        <FreezeWhen state={now} timeZone={timeZone} endless="without an end" />
      </span>
    </p>
  );
}

/** The one that is open the longest, or else the one that opens first. */
function nearestOf(states: readonly WindowState[]): WindowState | undefined {
  const at = ({ changesAt }: WindowState) => (changesAt ? Date.parse(changesAt) : Number.POSITIVE_INFINITY);
  const open = states.filter(({ isOn }) => isOn).toSorted((a, b) => at(b) - at(a));
  return open[0] ?? states.toSorted((a, b) => at(a) - at(b))[0];
}
