"use client";

import { ZapIcon } from "@/components/icons";
import { usePreferences } from "@/components/preferences/preferences-provider";
import type { ReleaseRef } from "@/lib/delivery/contract";

import { shortRelease } from "./release-name";
import { timeOfDay } from "./time-of-day";
import { useHasPassed } from "./use-has-passed";

/** Which release can serve again at once, and until when. */
export function WarmHint({ release, until }: { release: ReleaseRef; until: string }) {
  const { timeZone } = usePreferences();
  if (useHasPassed(until)) return null;
  return (
    <p
      className="flex items-center gap-1.5 text-xs text-fg-muted"
      data-instant={until}
      suppressHydrationWarning
    >
      <ZapIcon size={12} />
      <span>
        Back to <code className="code">{shortRelease(release)}</code> at once until{" "}
        {timeOfDay(until, timeZone)}
      </span>
    </p>
  );
}
