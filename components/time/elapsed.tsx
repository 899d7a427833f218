"use client";

import { useSyncExternalStore } from "react";

import { onTick } from "./clock";
import { durationInWords } from "./format-instant";

/** How long something has been going on; counts whole seconds while it is watched. */
export function Elapsed({ since, className }: { since: string; className?: string }) {
  const words = () => {
    const wholeSeconds = Math.max(0, Math.floor((Date.now() - Date.parse(since)) / 1_000));
    return wholeSeconds < 10 ? `${wholeSeconds} s` : durationInWords(wholeSeconds * 1_000);
  };
  const shown = useSyncExternalStore(onTick, words, words);
  return (
    <span suppressHydrationWarning className={className ?? "whitespace-nowrap"}>
      {shown}
    </span>
  );
}
