"use client";

import { usePreferences } from "@/components/preferences/preferences-provider";

import { absoluteTime } from "./format-instant";

/** The absolute time in the viewer's zone (or UTC by preference), always with the zone's name. */
export function Instant({ at, className }: { at: string; className?: string }) {
  const { timeZone } = usePreferences();
  return (
    // Server and browser may abbreviate the same zone differently.
    <time dateTime={at} suppressHydrationWarning className={className ?? "whitespace-nowrap"}>
      {absoluteTime(at, timeZone)}
    </time>
  );
}
