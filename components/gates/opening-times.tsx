"use client";

import { CalendarIcon } from "@/components/icons";
import { Badge } from "@/components/ui/badge";
import type { WindowState } from "@/lib/gates/contract";

import { FreezeWhen } from "./freeze-when";
import { useWindowState } from "./use-window-state";

/** Whether a stage takes deployments now by its windows, and when that changes. */
export function OpeningTimes({ state, timeZone }: { state: WindowState; timeZone: string }) {
  const now = useWindowState(state);
  const isOpen = now?.isOn === true;
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
      <Badge tone={isOpen ? "ok" : "blocked"} icon={CalendarIcon}>
        {isOpen ? "Open" : "Closed"}
      </Badge>
      <span>
        <FreezeWhen state={now} timeZone={timeZone} endless="without an end" />
      </span>
    </p>
  );
}
