import "server-only";
import type { Context, JobActor } from "@/lib/core/context";
import { env } from "@/lib/env";

import { keepEvidence, makeEvidenceAhead } from "./intake/keep-evidence";
import { forgetTelemetry, makePartitionsAhead } from "./intake/keep-partitions";
import { exportMetrics } from "./metrics/prometheus/export-metrics";

const HOUR_MS = 3_600_000;
const EVIDENCE_MS = 60_000;
const EXPORT_MS = 10_000;

/** What telemetry repeats in the worker. What gateways count is brought by delivery, which knows the targets. */
export const telemetryWork = ({ ctx }: { ctx: Context<JobActor> }) => ({
  repeated: [
    { name: "make-partitions", everyMs: HOUR_MS, run: () => makePartitionsAhead(ctx) },
    { name: "make-evidence-partitions", everyMs: HOUR_MS, run: () => makeEvidenceAhead(ctx) },
    {
      name: "keep-evidence",
      everyMs: EVIDENCE_MS,
      run: () =>
        keepEvidence(ctx, { megabytes: env().SLIPWAY_EVIDENCE_MB, days: env().SLIPWAY_EVIDENCE_DAYS }),
    },
    { name: "export-metrics", everyMs: EXPORT_MS, run: () => exportMetrics(ctx) },
    {
      name: "forget-telemetry",
      everyMs: HOUR_MS,
      run: () =>
        forgetTelemetry(ctx, {
          minuteDays: env().SLIPWAY_METRICS_MINUTE_DAYS,
          hourDays: env().SLIPWAY_METRICS_HOUR_DAYS,
        }),
    },
  ],
});
