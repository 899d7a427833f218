import { useEffect, useEffectEvent } from "react";

import { EVERY_TOPIC, onTopics } from "./live-store";

/** Calls back when one of the topics changes, at most once a second; never when there are none. */
export function useTopics(topics: readonly string[], onChange: () => void): void {
  const change = useEffectEvent(onChange);
  const key = topics.join(" ");

  // The live channel is the outside system.
  useEffect(() => {
    if (key === "") return undefined;
    const watched = new Set([...key.split(" "), EVERY_TOPIC]);
    return onTopics((changed) => {
      if ([...changed].some((topic) => watched.has(topic))) change();
    });
  }, [key]);
}
