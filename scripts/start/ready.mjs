import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { Interrupted, StartFailure } from "./failure.mjs";

const LIMIT_MS = 60_000;

/** Resolves when GET /api/ready answers 200. `giveUp` may return a reason to stop waiting. */
export async function waitUntilReady({ port, stopping, giveUp }) {
  const deadline = Date.now() + LIMIT_MS;
  let last = {};
  for (;;) {
    if (stopping.aborted) throw new Interrupted();
    last = await ask(port);
    if (last.status === 200) return;
    const reason = giveUp();
    if (reason) throw new StartFailure(reason);
    if (Date.now() > deadline)
      throw new StartFailure(`The portal is not ready after ${LIMIT_MS / 1000} s: ${notReady(last)}`);
    await sleep(25);
  }
}

function ask(port) {
  return new Promise((done) => {
    const question = get(
      { host: "127.0.0.1", port, path: "/api/ready", timeout: 5_000, agent: false },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
        response.on("end", () => done({ status: response.statusCode, text }));
        response.on("error", () => done({}));
      },
    );
    question.on("timeout", () => question.destroy());
    question.on("error", () => done({}));
  });
}

function notReady({ status, text }) {
  if (!status) return "the web process does not answer.";
  return `it answers ${status} ${text.slice(0, 500)}`;
}
