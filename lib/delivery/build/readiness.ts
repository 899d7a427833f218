import type { Readiness } from "../targets/target";
import type { Wishes } from "./wishes";

/** Waiting half a second for a service that was ready at once is what a person notices; more probes cost nothing. */
const DEFAULT_INTERVAL_MS = 500;
const DEFAULT_TIMEOUT_MS = 2_000;
const DEFAULT_DEADLINE_MS = 30_000;

/** How a started release is probed, and a sentence about it for a process. */
export function readinessOf(wishes: Wishes, kind: "process" | "static", explanation: string[]): Readiness {
  const readiness: Readiness = {
    probe: probeOf(wishes),
    intervalMs: wishes.intervalMs ?? DEFAULT_INTERVAL_MS,
    timeoutMs: wishes.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    deadlineMs: wishes.readinessDeadlineMs ?? DEFAULT_DEADLINE_MS,
  };
  if (kind === "process") explanation.push(sentenceOf(readiness));
  return readiness;
}

/** Nobody named a path: a service that answers 404 on / works, one that answers 500 there does not. */
function probeOf(wishes: Wishes): Readiness["probe"] {
  if (wishes.healthPath) return { kind: "http", path: wishes.healthPath, expect: "success" };
  if (wishes.probesByTcp) return { kind: "tcp" };
  return { kind: "http", path: "/", expect: "any_below_500" };
}

function sentenceOf({ probe, deadlineMs }: Readiness): string {
  const within = `within ${deadlineMs / 1_000} s`;
  if (probe.kind === "tcp") return `Ready when it accepts connections ${within}.`;
  if (probe.expect === "success") return `Ready when ${probe.path} answers with success ${within}.`;
  return `Ready when ${probe.path} answers with anything below 500 ${within}; name a health path to be stricter.`;
}
