import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { root } from "../lib/root.mjs";

const GROUP = "intake";

/** Spans through the intake as it is installed, beside bare COPY, and far more than it takes; see bench/intake.ts. */
export async function measure({ report, quick }) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "bench/intake.ts", quick ? "8" : "30"],
    { cwd: root, maxBuffer: 16 * 1024 * 1024 },
  );
  const { perSecond, p50Ms, p99Ms, peakMb, copiedPerSecond, overload } = JSON.parse(stdout);
  const add = (label, unit, value, goal) =>
    report.add({ group: GROUP, measure: label, unit, values: [value], goal });
  add("spans committed before their answer", "1/s", perSecond, { atLeast: 15_000 });
  add("share of bare COPY of the same rows", "", perSecond / copiedPerSecond, { atLeast: 0.2 });
  add("answer, p50", "ms", p50Ms);
  add("answer, p99", "ms", p99Ms);
  add("memory, most", "MB", peakMb);
  add("requests refused in overload", "", overload.refused);
  add("memory in overload, most", "MB", overload.peakMb);
  add("answers in overload that are not documented", "", overload.undocumented, { atMost: 0 });
}
