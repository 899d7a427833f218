import type { DropReason, SessionOutcome, Signal } from "@/db/enums";
import type { CheckIn } from "@/lib/crons/contract";
import type { LogRecord, MetricRecord, SpanRecord } from "@/lib/telemetry/contract";

import type { ErrorEvent } from "./event";

/** What became of sessions: one of them, or many that an SDK counted together. */
export type SessionCount = {
  /** Null for those that were counted together. */
  sessionId: string | null;
  userId: string | null;
  startedMs: number;
  /** Only the first mention of a session counts it; later ones say how it went on. */
  isFirst: boolean;
  outcome: SessionOutcome;
  quantity: number;
  release: string | null;
};

/** What a person wrote about an error that they met. */
export type Feedback = {
  eventId: string | null;
  atMs: number;
  name: string | null;
  email: string | null;
  message: string;
};

/** How many files are kept of an event. The check of the table says the same. */
export const MOST_ATTACHMENTS = 5;

/** A file that came with an event, by the id that the sender gave the event. */
export type Attachment = {
  eventId: string;
  name: string;
  contentType: string;
  type: string;
  /** A view of what was sent, not a copy. */
  body: Uint8Array;
};

/** What was not kept, here or already by the sender (`client`), and why. */
export type Drop = { signal: Signal; reason: DropReason; items: number };

/** Everything that one request of the Sentry protocol brought. */
export type SentryBatch = {
  /** What the answer names: the id of the event, or of the envelope. */
  id: string | null;
  events: ErrorEvent[];
  spans: { release: string | null; record: SpanRecord }[];
  logs: { release: string | null; record: LogRecord }[];
  metrics: { release: string | null; record: MetricRecord }[];
  sessions: SessionCount[];
  feedback: Feedback[];
  attachments: Attachment[];
  checkIns: CheckIn[];
  drops: Drop[];
};
