import { setTimeout as sleep } from "node:timers/promises";

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** A process that ran this long was healthy: the next failure is a new one, and nobody waits longer for it. */
const HEALTHY_MS = 10_000;

/**
 * Keeps one process running. `launch` starts it (or adopts it) and answers { pid, exited }, where `exited` resolves
 * to a few words on how it ended. `onGone` hears about every end, with the number of ends in a row.
 */
export function supervise({ name, launch, say, onGone = () => {} }) {
  const stopping = new AbortController();
  let current;
  let endsInARow = 0;

  async function keepRunning() {
    while (!stopping.signal.aborted) {
      const from = Date.now();
      const how = await current.exited;
      if (stopping.signal.aborted) return;
      if (Date.now() - from > HEALTHY_MS) endsInARow = 0;
      await restart(how);
    }
  }

  async function restart(how) {
    for (;;) {
      endsInARow += 1;
      onGone(endsInARow, how);
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (endsInARow - 1), LONGEST_PAUSE_MS);
      say(`${name} ended (${how}); starting it again in ${pauseMs / 1000} s.`);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      try {
        current = await launch();
        return;
      } catch (error) {
        how = error.message;
      }
    }
  }

  return {
    name,
    get pid() {
      return current?.pid;
    },
    /** True when the process was there before us. */
    get adopted() {
      return Boolean(current?.adopted);
    },
    /** Resolves when the process was launched once; from then on it is kept running. */
    async start() {
      current = await launch();
      void keepRunning();
      return current;
    },
    /** Nothing is restarted from here on. */
    release: () => stopping.abort(),
  };
}
