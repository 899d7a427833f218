import { request } from "node:http";

import { pause } from "@/lib/core/pause";
import { unrecordedTrace } from "@/lib/core/unrecorded-trace";

import { ReleaseRejected, TargetUnavailable, type Readiness } from "../targets/target";

const DEADLINE_MS = 10_000;
const PAUSE_MS = 100;
const TIMEOUT_MS = 3_000;

type Answer = { release: string | undefined; status: number } | { trouble: string };

/**
 * Asks the public route until the wanted release answers there, and answers as a ready release does. Throws
 * ReleaseRejected when it is reached but not well, and TargetUnavailable when something else answers for ten seconds.
 * @param url the address people use; names under .localhost are asked on the loopback interface, as browsers do
 */
export async function proveRevision(
  url: string,
  probe: Readiness["probe"],
  releaseId: string,
  signal: AbortSignal,
): Promise<void> {
  const path = probe.kind === "http" ? probe.path : "/";
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask(new URL(path, url));
    const status = "release" in answer && answer.release === releaseId ? answer.status : undefined;
    if (status !== undefined && isWell(status, probe)) return;
    if (Date.now() > deadline) {
      if (status !== undefined) {
        throw new ReleaseRejected("unhealthy", `Through its public route, ${path} answered ${status}.`);
      }
      throw new TargetUnavailable(
        `The public route does not answer with this release, but ${inWords(answer)}.`,
      );
    }
    await pause(PAUSE_MS, signal);
  }
}

function isWell(status: number, probe: Readiness["probe"]): boolean {
  if (probe.kind === "tcp") return true;
  return probe.expect === "success" ? status >= 200 && status < 400 : status < 500;
}

function inWords(answer: Answer): string {
  if ("trouble" in answer) return `not at all: ${answer.trouble}`;
  return answer.release ? `with ${answer.release}` : `with status ${answer.status} and no release`;
}

function ask(url: URL): Promise<Answer> {
  const host =
    url.hostname === "localhost" || url.hostname.endsWith(".localhost") ? "127.0.0.1" : url.hostname;
  const { port, pathname, search } = url;
  return new Promise((resolve) => {
    const asked = request(
      {
        host,
        port: port || 80,
        path: pathname + search,
        headers: { host: url.host, ...unrecordedTrace() },
        timeout: TIMEOUT_MS,
      },
      (response) => {
        const release = response.headers["x-slipway-release"];
        response.destroy(); // the head is the answer
        resolve({
          release: typeof release === "string" ? release : undefined,
          status: response.statusCode ?? 0,
        });
      },
    );
    asked.on("timeout", () => asked.destroy(new Error("no answer within 3 s")));
    asked.on("error", (error) => resolve({ trouble: error.message }));
    asked.end();
  });
}
