import cluster from "node:cluster";
import { setTimeout as wait } from "node:timers/promises";

import { reportError } from "@/lib/core/report-error";

/** One that dies comes back after so long, so that a body that kills each does not keep a core busy. */
const RESTART_MS = 1_000;

/**
 * Has several processes answer on the port of the intake: connections go to each in turn. One that dies is replaced, the
 * others go on; when none has ever listened, as when the port is taken, all end. Resolves when a signal has ended them.
 */
export async function runProcesses(count: number): Promise<void> {
  const stopping = new AbortController();
  let hasListened = false;
  const stop = () => {
    stopping.abort();
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGTERM");
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
  cluster.on("listening", () => {
    hasListened = true;
  });
  const keepOne = async () => {
    while (!stopping.signal.aborted) {
      const worker = cluster.fork();
      // oxlint-disable-next-line no-await-in-loop -- as long as it lives
      const [code, signal] = await new Promise<[number | null, string | null]>((ended) =>
        worker.once("exit", (...how) => ended(how)),
      );
      if (stopping.signal.aborted) return;
      if (!hasListened) throw new Error("The intake cannot listen on its port.");
      reportError(new Error(`A process of the intake died (${signal ?? code}) and is replaced.`), {
        seam: "intake",
      });
      // oxlint-disable-next-line no-await-in-loop
      await wait(RESTART_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  await Promise.all(Array.from({ length: count }, keepOne));
}
