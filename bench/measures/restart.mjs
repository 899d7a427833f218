import { setTimeout as delay } from "node:timers/promises";

import { residentMb } from "../lib/processes.mjs";
import { times } from "../lib/statistics.mjs";
import { openWholePortal } from "../lib/whole-portal.mjs";

const GROUP = "restart";

/** How long a portal takes that has run before, from the command to ready, and what its processes hold while idle. */
export async function measure({ report, quick }) {
  const portal = await openWholePortal();
  try {
    report.add({
      group: GROUP,
      measure: "first start, creating the database",
      unit: "s",
      values: [(await portal.start()) / 1_000],
    });
    await portal.stop();
    const seconds = [];
    for (const _ of times(quick ? 3 : 7)) {
      seconds.push((await portal.start()) / 1_000);
      await portal.stop();
    }
    report.add({ group: GROUP, measure: "start to ready", unit: "s", values: seconds, goal: { atMost: 2 } });
    await portal.start();
    await delay(quick ? 5_000 : 30_000);
    for (const { name, words, goal } of [
      { name: "web", words: "next-server", goal: { atMost: 180 } },
      { name: "worker", words: "dist/worker.mjs" },
      { name: "local target", words: "dist/local-target.mjs" },
    ]) {
      const pid = portal.pidOf(words);
      report.add({
        group: GROUP,
        measure: `memory of ${name}, idle`,
        unit: "MB",
        values: [residentMb(pid)],
        goal,
      });
    }
  } finally {
    await portal.remove();
  }
}
