import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { root } from "../lib/root.mjs";

const GROUP = "gateway";

/** Throughput and added latency of the gateway beside a bare node:http proxy; see bench/gateway.ts. */
export async function measure({ report, quick }) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "bench/gateway.ts", ...(quick ? ["--quick"] : [])],
    { cwd: root },
  );
  const { bare, gateway, throughputShares, addedLatencyMs, warmSwitchMs } = JSON.parse(stdout);
  const add = (label, unit, values, goal) =>
    report.add({ group: GROUP, measure: label, unit, values: [values].flat(), goal });
  add("bare proxy", "/s", bare.perSecond);
  add("gateway", "/s", gateway.perSecond);
  add("gateway as a share of the bare proxy", "", throughputShares, { atLeast: 0.8 });
  add("bare proxy, p99 under load", "ms", bare.p99Ms);
  add("gateway, p99 under load", "ms", gateway.p99Ms);
  add("latency the gateway adds, idle", "ms", addedLatencyMs);
  add("switching to a warm release, at the target", "ms", warmSwitchMs);
  add("failed requests", "", bare.failed + gateway.failed, { atMost: 0 });
}
