import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { root } from "../lib/root.mjs";
import { percentile } from "../lib/statistics.mjs";

const GROUP = "traffic";

/** Panels over a month of traffic, and what it takes to take over what a gateway counted; see bench/traffic.ts. */
export async function measure({ report, quick }) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "bench/traffic.ts", ...(quick ? ["--quick"] : [])],
    { cwd: root, maxBuffer: 16 * 1024 * 1024 },
  );
  const { tookMs, batchMs, minutes } = JSON.parse(stdout);
  const add = (label, unit, values, goal) => report.add({ group: GROUP, measure: label, unit, values, goal });
  add("rows of the rollup of minutes", "", [minutes.rows]);
  add("size of the rollup of minutes", "MB", [minutes.mb]);
  for (const [name, values] of Object.entries(tookMs))
    add(`${name}, p95`, "ms", [percentile(values, 0.95)], { atMost: 100 });
  add("taking over a batch of 1,000 operations, p95", "ms", [percentile(batchMs, 0.95)]);
}
