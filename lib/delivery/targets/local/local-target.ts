import { z } from "zod";

import { type Observation, type ReportLine, type Rollout, type Target, TargetUnavailable } from "../target";
import { ControlClient } from "./control-client";
import { healthSchema, observationsSchema, outputSchema, trafficSchema } from "./wire";

/** Releases as supervised processes on this machine, run by the daemon behind the socket. */
export type LocalTarget = Required<Target> & {
  /** The last lines a deployment's instance printed, also for a while after it stopped. */
  readLog(deploymentId: string, lines: number): Promise<ReportLine[]>;
  /** Stops the daemon and all services; what should run is remembered for its next start. */
  shutdown(): Promise<void>;
};

export function createLocalTarget({
  socketPath,
  reconnectMs,
}: {
  socketPath: string;
  reconnectMs?: number;
}): LocalTarget {
  const client = new ControlClient(socketPath, reconnectMs);
  return {
    async ping(signal) {
      const { ok, message, version } = await client.get("/health", healthSchema, signal);
      return { ok, message, version };
    },
    async start(rollout, report, signal) {
      const started = await client.stream("/start", rollout, report, signal);
      if (!started) throw new TargetUnavailable("The local target did not say what it started.");
      return started;
    },
    switchTraffic: (rollout: Rollout) => client.post("/switch", rollout),
    async watch(rollout, report, signal) {
      await client.stream("/watch", rollout, report, signal);
    },
    abandon: ({ deploymentId, placement, fence }) =>
      client.post("/abandon", { deploymentId, placement, fence }),
    async runCommand(rollout, command, report, signal, run) {
      try {
        const body = { rollout, command, ...(run && { run }) };
        await client.stream("/run", body, report, signal, { isRepeatable: false });
      } catch (error) {
        // Leaving the call is not enough: the command goes on, so that whoever continues the deployment finds it.
        if (isCanceled(signal)) {
          const { deploymentId, placement, fence } = rollout;
          await client.post("/cancel", { deploymentId, placement, fence }).catch(() => {});
        }
        throw error;
      }
    },
    observe: (placementId?: string): Promise<Observation[]> =>
      client.get(
        placementId === undefined
          ? "/observations"
          : `/observations?placement=${encodeURIComponent(placementId)}`,
        observationsSchema,
      ),
    remove: (placementId, fence) =>
      client.post(`/placements/${encodeURIComponent(placementId)}/remove`, { fence }),
    readTraffic: async () => (await client.get("/traffic", trafficSchema)).batches,
    forgetTraffic: (forget) => client.post("/traffic", { forget }),
    readOutput: async (waitMs, signal) =>
      (await client.get(`/output?wait=${waitMs}`, outputSchema, signal)).batches,
    forgetOutput: (forget) => client.post("/output", { forget }),
    async readLog(deploymentId, lines) {
      const path = `/instances/${encodeURIComponent(deploymentId)}/log?lines=${lines}`;
      return (await client.get(path, logSchema)).lines;
    },
    shutdown: () => client.post("/shutdown", {}),
  };
}

/**
 * Whether a person called the deployment off. Told by the name of the reason, `Canceled`, because an adapter does not
 * know the engine. Any other reason (the worker shuts down, its lease is lost) leaves the command to the next worker.
 */
function isCanceled({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof Error && reason.name === "Canceled";
}

const logSchema = z.object({
  lines: z.array(
    z.object({ stream: z.enum(["system", "stdout", "stderr"]), text: z.string(), at: z.string() }),
  ),
});
