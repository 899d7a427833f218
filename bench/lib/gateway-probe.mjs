import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

const agent = new Agent({ keepAlive: true });

/** The release that answers at the gateway for a host; undefined while none does. */
export function releaseServing(port, host) {
  return new Promise((done, fail) => {
    const question = request({ agent, port, host: "127.0.0.1", headers: { host } }, (answer) => {
      answer.resume();
      answer.on("end", () =>
        done(answer.statusCode === 200 ? answer.headers["x-slipway-release"] : undefined),
      );
    });
    question.on("error", fail);
    question.end();
  });
}

/** Milliseconds from `from` until the release answers, looked at every few of them. */
export async function untilServing(port, host, release, from, limitMs = 60_000) {
  while ((await releaseServing(port, host)) !== release) {
    if (performance.now() - from > limitMs) throw new Error(`${release} does not serve after ${limitMs} ms.`);
    await delay(2);
  }
  return performance.now() - from;
}
