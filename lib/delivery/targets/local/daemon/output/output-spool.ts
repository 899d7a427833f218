import { OutputBatch } from "@/lib/telemetry/contract";

import { BatchSpool } from "../batch-spool";
import type { OpenBatch } from "./open-batch";

/** How much may wait, in bytes and in time. */
type SpoolLimits = { outputSpoolBytes: number; outputSpoolMs: number };

export type OutputSpool = BatchSpool<OutputBatch>;

/** What processes printed and used, until it is in the database. What gives way is counted in the batch that is open. */
export const createOutputSpool = (folder: string, limits: SpoolLimits, open: OpenBatch): OutputSpool =>
  new BatchSpool({
    folder,
    what: "Lines of services",
    schema: OutputBatch,
    timeOf: ({ atMs }) => atMs,
    giveUp: ({ output, lost, atMs }) => {
      for (const { records, ...owner } of output) open.addLost(owner, "spool", records.length, atMs);
      for (const { reason, lines, atMs: at, ...owner } of lost) open.addLost(owner, reason, lines, at);
    },
    mostBytes: limits.outputSpoolBytes,
    keepMs: limits.outputSpoolMs,
  });
