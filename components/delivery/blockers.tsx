"use client";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { Notice } from "@/components/ui/notice";
import type { Blocker } from "@/lib/delivery/contract";

import { timeOfDay } from "./time-of-day";

/** Why a request would be refused or would have to wait, and until when. */
export function Blockers({ blockers }: { blockers: readonly Blocker[] }) {
  const { timeZone } = usePreferences();
  if (blockers.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      {blockers.map(({ code, message, until, refuses }) => (
        <Notice key={`${code}:${message}`} tone={refuses ? "fail" : "warn"} title={titleOf(code, refuses)}>
          {message}
          {until && ` Until ${timeOfDay(until, timeZone)}.`}
        </Notice>
      ))}
    </div>
  );
}

function titleOf(code: string, refuses: boolean): string {
  if (!refuses) return "It will wait";
  // A role does not pass with time.
  return code === "forbidden" ? "Not possible" : "Not possible now";
}
