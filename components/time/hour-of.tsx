"use client";

import { usePreferences } from "@/components/preferences/preferences-provider";

const HOUR_MS = 3_600_000;

/** "28 Nov, 13:00–14:00": of what is only counted by the hour its hour is said, and no moment that nobody knows. */
export function HourOf({ at }: { at: string }) {
  const { timeZone } = usePreferences();
  const [fromMs, toMs] = [Date.parse(at), Date.parse(at) + HOUR_MS];
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short" });
  return (
    <time dateTime={at} className="tabular-nums">
      {day.format(fromMs)}, {clock.format(fromMs)}–{clock.format(toMs)}
    </time>
  );
}
