"use client";

import { useHasPassed } from "@/components/delivery/use-has-passed";
import type { WindowState } from "@/lib/gates/contract";

const NEVER = "9999-01-01T00:00:00Z";

/** Whether it is in force and until or from when, also after that instant has come while somebody looks at it. */
export function useWindowState({ isOn, changesAt, endsAt }: WindowState): WindowState {
  const hasChanged = useHasPassed(changesAt ?? NEVER);
  const hasEnded = useHasPassed(endsAt ?? NEVER);
  if (!hasChanged) return { isOn, changesAt, endsAt };
  // It began, and what the server told of its end holds; or it ended, and when it comes again is told by the next read.
  return isOn || hasEnded
    ? { isOn: false, changesAt: null, endsAt: null }
    : { isOn: true, changesAt: endsAt, endsAt };
}
