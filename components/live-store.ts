export type LiveState = "connecting" | "live" | "reconnecting" | "paused";

const stateListeners = new Set<() => void>();
const topicListeners = new Set<(topics: ReadonlySet<string>) => void>();
let state: LiveState = "connecting";

/** What the one live channel of this tab is doing. */
export const liveState = {
  get: (): LiveState => state,
  set: (next: LiveState) => {
    if (next === state) return;
    state = next;
    for (const listener of stateListeners) listener();
  },
  subscribe: (listener: () => void) => {
    stateListeners.add(listener);
    return () => void stateListeners.delete(listener);
  },
};

/** Topic that stands for all: after a reconnect nobody knows what was missed. */
export const EVERY_TOPIC = "*";

/** Calls back with the topics of each burst of changes. Returns how to stop. */
export function onTopics(listener: (topics: ReadonlySet<string>) => void): () => void {
  topicListeners.add(listener);
  return () => void topicListeners.delete(listener);
}

export function announceTopics(topics: ReadonlySet<string>): void {
  for (const listener of topicListeners) listener(topics);
}
