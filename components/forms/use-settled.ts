"use client";

import { useEffect, useState } from "react";

const TYPING_PAUSE_MS = 80;

/** What was typed, trimmed, once typing pauses: the server is not asked for every letter. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(() => text.trim());

  // The clock is the outside system.
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
