"use client";

import { useSyncExternalStore } from "react";

import { onTick } from "./clock";
import { ageOf, relativeTime } from "./format-instant";

type RelativeTimeProps = {
  /** ISO instant. */
  at: string;
  /** `ago` reads "4 min ago", `age` reads "4 min". */
  form?: "ago" | "age";
  className?: string;
};

/** A relative time that keeps itself right; the absolute instant and its zone appear on hover. */
export function RelativeTime({ at, form = "ago", className }: RelativeTimeProps) {
  const words = () => (form === "age" ? ageOf : relativeTime)(at, Date.now());
  // Renders again only when the words change. The server's words may be a second old when the browser takes over.
  const shown = useSyncExternalStore(onTick, words, words);
  return (
    <time
      dateTime={at}
      data-instant={at}
      suppressHydrationWarning
      className={className ?? "whitespace-nowrap"}
    >
      {shown}
    </time>
  );
}
