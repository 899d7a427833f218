import { setTimeout as delay } from "node:timers/promises";

import { type Readiness, ReleaseRejected } from "../../target";
import type { Limits } from "./limits";
import { inItsWords, probe } from "./probe";
import { membersOf, type ProcessGroup } from "./process-group";
import { listeningPorts } from "./process-table";
import { seconds } from "./words";

type Waiting = {
  readiness: Readiness;
  port: number;
  portVariable: string;
  /** The host name real requests will bring; some frameworks refuse any other. */
  host: string;
  group: ProcessGroup;
  limits: Limits;
  signal: AbortSignal;
};

/**
 * Waits until a release answers its readiness probe and resolves with the address it answered on. Throws
 * ReleaseRejected with the cause when the deadline passes or when it listens on another port.
 */
export async function waitUntilReady(waiting: Waiting): Promise<string> {
  const { readiness, port, group, limits, signal } = waiting;
  const startedAt = Date.now();
  let tries = 0;
  let problem: string | undefined;
  let elsewhereSince: number | undefined;
  for (;;) {
    signal.throwIfAborted();
    const result = await probe(readiness, port, waiting.host);
    if (result.ok) return result.address;
    const elapsedMs = Date.now() - startedAt;
    if (result.refused) {
      const elsewhere = portsElsewhere(group, port);
      elsewhereSince = elsewhere.length > 0 ? (elsewhereSince ?? Date.now()) : undefined;
      const isSure = elsewhereSince !== undefined && Date.now() - elsewhereSince >= limits.wrongPortMs;
      if (elsewhere.length > 0 && (isSure || elapsedMs >= readiness.deadlineMs))
        throw wrongPort(elsewhere, waiting);
    } else {
      tries += 1;
      problem = inItsWords(result);
    }
    if (elapsedMs >= readiness.deadlineMs) throw tooLate(waiting, tries, problem, elapsedMs);
    // The first moments are probed more often: most services are up long before one interval has passed.
    const pauseMs = elapsedMs < 2_000 ? Math.min(readiness.intervalMs, EAGER_MS) : readiness.intervalMs;
    await delay(Math.min(pauseMs, Math.max(1, readiness.deadlineMs - elapsedMs)), undefined, { signal });
  }
}

const EAGER_MS = 50;

function portsElsewhere(group: ProcessGroup, port: number): number[] {
  return (listeningPorts(membersOf(group)) ?? []).filter((other) => other !== port);
}

function wrongPort(ports: number[], { port, portVariable }: Waiting): ReleaseRejected {
  const where = ports.length === 1 ? `port ${ports[0]}` : `ports ${ports.join(", ")}`;
  return new ReleaseRejected(
    "wrong_port",
    `It listens on ${where}, but Slipway gave it ${portVariable}=${port}.`,
  );
}

function tooLate(
  { port, portVariable }: Waiting,
  tries: number,
  problem: string | undefined,
  elapsedMs: number,
): ReleaseRejected {
  if (problem === undefined) {
    const message = `Nothing listened on port ${port} within ${seconds(elapsedMs)}; Slipway gave it ${portVariable}=${port}.`;
    return new ReleaseRejected("never_listened", message);
  }
  const counted = tries === 1 ? "1 try" : `${tries} tries`;
  return new ReleaseRejected("unhealthy", `${problem} (${counted} in ${seconds(elapsedMs)}).`);
}
