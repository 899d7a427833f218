"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { EVERY_TOPIC, onTopics } from "./live-store";

const AT_MOST_EVERY_MS = 1_000;

/** For a page without queries: renders it again on the server when one of its topics changes. */
export function RefreshOn({ topics }: { topics: string[] }) {
  const router = useRouter();
  const key = topics.join(" ");

  // The live channel is the outside system.
  useEffect(() => {
    const watched = new Set(key.split(" "));
    let timer: ReturnType<typeof setTimeout> | undefined;
    let refreshedAtMs = 0;
    const refresh = () => {
      timer = undefined;
      refreshedAtMs = Date.now();
      router.refresh();
    };
    const stop = onTopics((changed) => {
      if (!changed.has(EVERY_TOPIC) && ![...changed].some((topic) => watched.has(topic))) return;
      timer ??= setTimeout(refresh, Math.max(0, refreshedAtMs + AT_MOST_EVERY_MS - Date.now()));
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [key, router]);

  return null;
}
