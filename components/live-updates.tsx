"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { inRounds } from "./in-rounds";
import { followArrivals } from "./late-arrivals";
import { openLiveChannel } from "./live-channel";
import { announceTopics, EVERY_TOPIC, liveState } from "./live-store";
import { readAgain } from "./read-again";

/** A hidden tab gives its connection back: without HTTP/2 a browser has only six per host, for all its tabs. */
const HIDDEN_MS = 15_000;

/**
 * One stream per visible tab. An event names the topic that changed, never its new value: the matching queries
 * refetch under their own authorization. After a gap everything refetches.
 * @param sinceMs when the server began to render the page, by its own clock.
 */
export function LiveUpdates({ sinceMs }: { sinceMs: number }) {
  const queries = useQueryClient();
  // A layout that is rendered again has a later moment; the stream that is open by then goes on.
  const [firstRenderMs] = useState(sinceMs);

  // The stream of events is the outside system.
  useEffect(() => {
    let close: (() => void) | undefined;
    let renderedAtMs: number | undefined = firstRenderMs;
    let hiddenTimer: ReturnType<typeof setTimeout> | undefined;

    const changes = inRounds((topics) => {
      announceTopics(topics);
      return [];
    });
    const reads = inRounds((topics) => readAgain(queries, topics));
    const arrivals = followArrivals(queries, (topic) => reads.add(topic));
    const add = (topic: string) => {
      arrivals.heard(topic);
      changes.add(topic);
      reads.add(topic);
    };
    const open = () =>
      openLiveChannel(
        {
          opened: () => {
            if (renderedAtMs === undefined) add(EVERY_TOPIC);
            renderedAtMs = undefined; // from now on every new connection follows a gap
            liveState.set("live");
          },
          lost: () => liveState.set("reconnecting"),
          changed: add,
          // The layout leads to the sign-in and back.
          signedOut: () => window.location.reload(),
        },
        renderedAtMs,
      );
    const pause = () => {
      close?.();
      close = undefined;
      liveState.set("paused");
    };
    const followVisibility = () => {
      clearTimeout(hiddenTimer);
      if (document.hidden) hiddenTimer = setTimeout(pause, HIDDEN_MS);
      else if (liveState.get() !== "live") {
        close?.(); // somebody looks again: the next attempt is now
        close = open();
      }
    };

    const begin = () => {
      followVisibility();
      document.addEventListener("visibilitychange", followVisibility);
    };
    // What is read again before all of the page has arrived and been taken over would differ from what the server drew.
    if (document.readyState === "complete") begin();
    else window.addEventListener("load", begin, { once: true });
    return () => {
      window.removeEventListener("load", begin);
      document.removeEventListener("visibilitychange", followVisibility);
      clearTimeout(hiddenTimer);
      arrivals.stop();
      changes.stop();
      reads.stop();
      close?.();
    };
  }, [queries, firstRenderMs]);

  return null;
}
