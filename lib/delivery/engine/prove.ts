import { request } from "node:http";

import { pause } from "@/lib/core/pause";

const DEADLINE_MS = 10_000;
const PAUSE_MS = 100;
const TIMEOUT_MS = 3_000;

/**
 * Asks the public route which release answers, until it is the wanted one or ten seconds are over. Undefined when it
 * was proved; otherwise what answered instead, in words.
 * @param url the address people use; names under .localhost are asked on the loopback interface, as browsers do
 */
export async function proveRevision(
  url: string,
  path: string,
  releaseId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask(new URL(path, url));
    if (answer === releaseId) return undefined;
    if (Date.now() > deadline) return answer;
    await pause(PAUSE_MS, signal);
  }
}

/** The release that answered, or a sentence about why none did. */
function ask(url: URL): Promise<string> {
  const host =
    url.hostname === "localhost" || url.hostname.endsWith(".localhost") ? "127.0.0.1" : url.hostname;
  return new Promise((resolve) => {
    const asked = request(
      {
        host,
        port: url.port || 80,
        path: url.pathname,
        method: "GET",
        headers: { host: url.host },
        timeout: TIMEOUT_MS,
      },
      (response) => {
        const release = response.headers["x-slipway-release"];
        response.destroy(); // the headers are the answer
        resolve(typeof release === "string" ? release : `status ${response.statusCode} without a release`);
      },
    );
    asked.on("timeout", () => asked.destroy(new Error("no answer within 3 s")));
    asked.on("error", (error) => resolve(error.message));
    asked.end();
  });
}
