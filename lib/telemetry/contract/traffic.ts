import { z } from "zod";

/** The rows of operations that are none: all that the gateway counted of a source together, and all that SDKs told of. */
export const ALL_OPERATIONS = 0;
export const ALL_ENTRIES = -1;

/** What a gateway hands over: requests that it counted, of one minute. */

/** The first digit of the status; 0 when the client left before there was an answer, 1 when a WebSocket was opened. */
const statusClass = z.number().int().min(0).max(5);
const count = z.number().int().min(0);

export const TrafficCount = z.object({
  placementId: z.string(),
  /** Null when no release was there to answer. */
  releaseId: z.string().nullable(),
  method: z.string().max(16),
  route: z.string().max(200),
  statusClass,
  requests: count,
  errors: count,
  durationUs: count.describe("All durations together."),
  /** A histogram of the durations in seconds, at DURATION_SCALE; empty for what has no duration worth telling. */
  offset: z.number().int().min(-32_768).max(32_767),
  buckets: z.array(count).max(512),
});
export type TrafficCount = z.infer<typeof TrafficCount>;

/** Requests that were answered but whose counts had to be given up, because nobody took them over for too long. */
const LostCount = z.object({ placementId: z.string(), requests: count });
export type LostCount = z.infer<typeof LostCount>;

export const TrafficBatch = z.object({
  /** Unique for ever: a batch that is handed over twice counts once. */
  id: z.string().max(80),
  /** The beginning of the minute, in milliseconds. */
  minuteMs: count,
  counts: z.array(TrafficCount),
  lost: z.array(LostCount),
});
export type TrafficBatch = z.infer<typeof TrafficBatch>;

/** Methods that count by their name; `_OTHER` stands for any other one, as OpenTelemetry has it. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
export const methodOf = (method: string | undefined): string =>
  method !== undefined && METHODS.has(method) ? method : "_OTHER";
