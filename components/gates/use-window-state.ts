"use client";

import { useHasPassed } from "@/components/delivery/use-has-passed";
import type { WindowState } from "@/lib/gates/contract";

const NEVER = "9999-01-01T00:00:00Z";

/**
 * Whether it is in force and until or from when, also after that instant has come while somebody looks at it. Undefined
 * once the stretch that was told of is over: only the next read knows when it comes again.
 */
export function useWindowState({ isOn, changesAt, endsAt }: WindowState): WindowState | undefined {
  const hasChanged = useHasPassed(changesAt ?? NEVER);
  const hasEnded = useHasPassed(endsAt ?? NEVER);
  if (!hasChanged) return { isOn, changesAt, endsAt };
  return isOn || hasEnded ? undefined : { isOn: true, changesAt: endsAt, endsAt };
}
