import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { root } from "../lib/root.mjs";
import { percentile } from "../lib/statistics.mjs";

const GROUP = "evidence";

/** A trace among a fortnight of hours, and the oldest day dropped while the intake writes; see bench/evidence.ts. */
export async function measure({ report, quick }) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "bench/evidence.ts", ...(quick ? ["--quick"] : [])],
    { cwd: root, maxBuffer: 16 * 1024 * 1024 },
  );
  const { tookMs, dropped } = JSON.parse(stdout);
  const add = (label, unit, value, goal) =>
    report.add({ group: GROUP, measure: label, unit, values: [value], goal });
  for (const [name, values] of Object.entries(tookMs))
    add(`${name}, p95`, "ms", percentile(values, 0.95), { atMost: 20 });
  add("rows of the day to drop", "", dropped.rows);
  add("size of the day to drop", "MB", dropped.mb);
  add("dropping a day while the intake writes", "ms", dropped.ms, { atMost: 1_000 });
  add("longest answer of the intake meanwhile", "ms", dropped.longestAnswerMs);
  add("longest answer of the intake before", "ms", dropped.longestAnswerBeforeMs);
  add("requests not taken meanwhile", "", dropped.refused, { atMost: 0 });
}
