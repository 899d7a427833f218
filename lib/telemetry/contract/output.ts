import { z } from "zod";

/** What a target hands over of the processes that it runs: what they printed, and what they used. */

const count = z.number().int().min(0);

/** Whose process it was. The release stays known when the process is long gone. */
const instance = {
  placementId: z.string(),
  releaseId: z.string(),
  instanceId: z.string(),
};

/** `system` is what the target says of an instance: that it was started, or how it ended. */
const OUTPUT_STREAMS = ["stdout", "stderr", "system"] as const;
export type OutputStream = (typeof OUTPUT_STREAMS)[number];

/** When it was read, in milliseconds, and its text: one record, which is several lines for a stack trace. */
const OutputRecord = z.tuple([count, z.string()]);

export const ProcessOutput = z.object({
  ...instance,
  stream: z.enum(OUTPUT_STREAMS),
  records: z.array(OutputRecord),
});
export type ProcessOutput = z.infer<typeof ProcessOutput>;

/** What all processes of one instance used since they were last looked at. */
export const ProcessUsage = z.object({
  ...instance,
  atMs: count,
  /** Time on a core, and how long that was counted for. */
  cpuMs: count,
  elapsedMs: count,
  memoryBytes: count.nullable().describe("Resident memory of all of them; null when nothing of it runs."),
  restarts: count.describe("Starts after an end that nobody asked for, since the last look."),
});
export type ProcessUsage = z.infer<typeof ProcessUsage>;

/** Why lines were given up: they came faster than they are kept, or nobody took them over for too long. */
const OUTPUT_LOSSES = ["rate", "spool"] as const;
export type OutputLoss = (typeof OUTPUT_LOSSES)[number];

const LostOutput = z.object({ ...instance, atMs: count, reason: z.enum(OUTPUT_LOSSES), lines: count });
export type LostOutput = z.infer<typeof LostOutput>;

export const OutputBatch = z.object({
  /** Unique for ever: a batch that is handed over twice counts once. */
  id: z.string().max(80),
  atMs: count,
  output: z.array(ProcessOutput),
  usage: z.array(ProcessUsage),
  lost: z.array(LostOutput),
});
export type OutputBatch = z.infer<typeof OutputBatch>;

/** Longer records are cut, and end with this. */
export const LONGEST_RECORD_CHARS = 16_384;
export const CUT_MARK = " … (cut)";
