"use client";

import { useSyncExternalStore } from "react";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { onTick } from "@/components/time/clock";

import { untilWords } from "./until-words";

type TimeLeftProps = { until: string; estimated?: boolean; className?: string };

/** How long something still lasts; it keeps itself right, and the instant appears on hover. */
export function TimeLeft({ until, estimated, className }: TimeLeftProps) {
  const { timeZone } = usePreferences();
  const words = () =>
    untilWords({ instant: until, timeZone, nowMs: Date.now(), ...(estimated && { estimated }) });
  const shown = useSyncExternalStore(onTick, words, words);
  return (
    <time
      dateTime={until}
      data-instant={until}
      suppressHydrationWarning
      className={className ?? "whitespace-nowrap tabular-nums"}
    >
      {shown}
    </time>
  );
}
