"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { announceTopics, EVERY_TOPIC, liveState, onTopics } from "./live-store";

/** One change often touches several topics; they arrive together and are answered by one round of requests. */
const BURST_MS = 50;
/** A hidden tab gives its connection back: without HTTP/2 a browser has only six per host, for all its tabs. */
const HIDDEN_MS = 15_000;

/**
 * One stream per visible tab. An event names the topic that changed, never its new value: the matching queries
 * refetch under their own authorization. After a gap everything refetches.
 */
export function LiveUpdates() {
  const queries = useQueryClient();

  // The stream of events is the outside system.
  useEffect(() => {
    let source: EventSource | undefined;
    let missedSome = false;
    let burst = new Set<string>();
    let burstTimer: ReturnType<typeof setTimeout> | undefined;
    let hiddenTimer: ReturnType<typeof setTimeout> | undefined;

    const flush = () => {
      const topics = burst;
      burst = new Set();
      burstTimer = undefined;
      announceTopics(topics);
    };
    const add = (topic: string) => {
      burst.add(topic);
      burstTimer ??= setTimeout(flush, BURST_MS);
    };
    const connect = () => {
      source = new EventSource("/api/events");
      source.addEventListener("open", () => {
        if (missedSome) add(EVERY_TOPIC);
        missedSome = true; // from now on every new connection follows a gap
        liveState.set("live");
      });
      source.addEventListener("error", () => liveState.set("reconnecting"));
      source.addEventListener("change", ({ data: topic }: MessageEvent<string>) => add(topic));
    };
    const pause = () => {
      source?.close();
      source = undefined;
      liveState.set("paused");
    };
    const followVisibility = () => {
      clearTimeout(hiddenTimer);
      if (document.hidden) hiddenTimer = setTimeout(pause, HIDDEN_MS);
      else if (!source || source.readyState === EventSource.CLOSED) connect();
    };

    const stopInvalidating = onTopics((topics) => {
      if (topics.has(EVERY_TOPIC)) return void queries.invalidateQueries();
      void queries.invalidateQueries({
        predicate: ({ queryKey: [topic] }) => typeof topic === "string" && topics.has(topic),
      });
    });
    followVisibility();
    document.addEventListener("visibilitychange", followVisibility);
    return () => {
      document.removeEventListener("visibilitychange", followVisibility);
      clearTimeout(hiddenTimer);
      clearTimeout(burstTimer);
      stopInvalidating();
      source?.close();
    };
  }, [queries]);

  return null;
}
