import { fork } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import postgres from "postgres";

import { signIn } from "../lib/administrator.mjs";
import { residentMb } from "../lib/processes.mjs";
import { percentile, times } from "../lib/statistics.mjs";

const GROUP = "live";
const BROWSERS = 500;

/** From NOTIFY in the database to the event in each of 500 open streams, which live in a process of their own. */
export async function measure({ report, quick, scaledPortal }) {
  const { url, databaseUrl, webPid } = await scaledPortal();
  const cookie = await signIn(url);
  const before = residentMb(webPid());
  const listeners = fork(fileURLToPath(new URL("../live/listeners.mjs", import.meta.url)), [
    url,
    cookie,
    String(BROWSERS),
  ]);
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    await answerOf(listeners, "open");
    await delay(1_000);
    const p50 = [];
    const p95 = [];
    const last = [];
    for (const round of times(quick ? 5 : 20)) {
      const topic = `service:bench_${round}`;
      listeners.send({ topic });
      await answerOf(listeners, "waiting");
      const from = Date.now();
      const nowMs = performance.timeOrigin + performance.now();
      await sql`select pg_notify('live', ${topic})`;
      const { instants } = await answerOf(listeners, "heard");
      const tookMs = instants.map((instant) => instant - nowMs);
      p50.push(percentile(tookMs, 0.5));
      p95.push(percentile(tookMs, 0.95));
      last.push(percentile(tookMs, 1));
      await delay(Math.max(0, 200 - (Date.now() - from)));
    }
    report.add({
      group: GROUP,
      measure: `NOTIFY to event, ${BROWSERS} browsers, p50`,
      unit: "ms",
      values: p50,
    });
    report.add({
      group: GROUP,
      measure: `NOTIFY to event, ${BROWSERS} browsers, p95`,
      unit: "ms",
      values: p95,
      goal: { atMost: 1_000 },
    });
    report.add({
      group: GROUP,
      measure: `NOTIFY to event, the last of ${BROWSERS}`,
      unit: "ms",
      values: last,
    });
    report.add({ group: GROUP, measure: "memory of web before", unit: "MB", values: [before] });
    report.add({
      group: GROUP,
      measure: `memory of web with ${BROWSERS} browsers`,
      unit: "MB",
      values: [residentMb(webPid())],
    });
  } finally {
    listeners.kill();
    await sql.end();
  }
}

function answerOf(child, kind) {
  return new Promise((done, fail) => {
    const listen = (message) => {
      if (message.kind !== kind) return;
      child.off("message", listen).off("exit", end);
      done(message);
    };
    const end = () => fail(new Error(`The listeners ended before they were ${kind}.`));
    child.on("message", listen).once("exit", end);
  });
}
