"use client";

import { useSyncExternalStore } from "react";

import { liveState, type LiveState } from "@/components/live-store";
import { cx } from "@/components/ui/cx";

const WORDS: Record<LiveState, { word: string; means: string }> = {
  connecting: { word: "Connecting", means: "Opening the live channel." },
  live: { word: "Live", means: "Changes appear here by themselves." },
  reconnecting: { word: "Reconnecting", means: "What you see may be a little old. It refreshes by itself." },
  paused: { word: "Paused", means: "The channel rests while the tab is hidden." },
};

/** Whether what you see keeps itself right. */
export function LiveDot() {
  const state = useSyncExternalStore(liveState.subscribe, liveState.get, (): LiveState => "connecting");
  const { word, means } = WORDS[state];
  const lost = state === "reconnecting";
  return (
    <output
      data-tooltip={`${word}\n${means}`}
      className="inline-flex items-center gap-1.5 px-1 text-xs text-fg-muted"
    >
      <span
        aria-hidden
        className={cx(
          "size-1.5 rounded-full",
          lost ? "animate-breathe bg-warn" : state === "live" ? "bg-ok" : "bg-unknown",
        )}
      />
      <span className={lost ? undefined : "max-sm:sr-only"}>{word}</span>
    </output>
  );
}
