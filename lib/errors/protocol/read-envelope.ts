import type { DropReason, Signal } from "@/db/enums";

import { MOST_ATTACHMENTS, type SentryBatch } from "../contract/batch";
import { readAttachment } from "./attachment";
import { readCheckIn } from "./check-in";
import { readClientReport } from "./client-report";
import { clockOf } from "./clock";
import { readEvent } from "./event";
import { readFeedback, readUserReport } from "./feedback";
import { decode, type Item, readFraming } from "./framing";
import { hexOf, instantOf, isRecord, type Json, parseJson } from "./lenient";
import { metricsOfCheckIn, readMetricItems } from "./metrics";
import { Refused } from "./refused";
import { readSession, readSessionAggregates } from "./sessions";
import { type Clock, itemsOf, readLogItems, readSpanItems, readTransaction } from "./spans";

const MIB = 1_024 * 1_024;
/** By type of item. An event over the limit of the protocol is cut rather than lost, up to this. */
const MOST_BYTES = new Map<string, number>([
  ["event", 8 * MIB],
  ["feedback", MIB],
  ["transaction", 8 * MIB],
  ["span", 10 * MIB],
  ["log", 10 * MIB],
  ["trace_metric", 10 * MIB],
  ["check_in", 100 * 1_024],
  ["client_report", 100 * 1_024],
  ["session", 100 * 1_024],
  ["sessions", 100 * 1_024],
  ["user_report", 100 * 1_024],
]);
const MOST_SESSIONS = 100;
/** A larger one is left out, and what it came with is taken in. */
const MOST_ATTACHMENT_BYTES = MIB;

/**
 * Reads what an SDK sent to `/envelope/`. Types of items that nobody knows here are skipped; what is known and not kept,
 * or makes no sense, is among the `drops`. Throws `Refused` for a body that is no envelope (400) and for items that are
 * too large (413), and nothing else.
 */
export function readEnvelope(body: Uint8Array, receivedAtMs: number): SentryBatch {
  const { header, items } = readFraming(body);
  for (const { type, payload } of items) {
    const most = MOST_BYTES.get(type);
    if (most !== undefined && payload.length > most)
      throw new Refused(
        413,
        `envelope exceeded size limits for type '${type}' (${payload.length} of ${most} bytes)`,
      );
  }
  requireOneEvent(items);
  const id = hexOf(header["event_id"], 32);
  const batch = emptyBatch(id);
  const clock = clockOf(instantOf(header["sent_at"]), receivedAtMs);
  for (const item of items) READERS.get(item.type)?.(item, batch, { id, clock, receivedAtMs });
  takeAttachments(items, batch);
  const sessions = batch.sessions.splice(MOST_SESSIONS);
  if (sessions.length > 0) drop(batch, "errors", "limit", sessions.length);
  return { ...batch, id: batch.events[0]?.eventId ?? id };
}

export const emptyBatch = (id: string | null): SentryBatch => ({
  id,
  events: [],
  spans: [],
  logs: [],
  metrics: [],
  sessions: [],
  feedback: [],
  attachments: [],
  checkIns: [],
  drops: [],
});

/**
 * They belong to the event they came with, or that the envelope names; those of a feedback to what it is about. That is one
 * event, so that nobody looks anything up for more of them than an event may have.
 */
function takeAttachments(items: readonly Item[], batch: SentryBatch): void {
  const eventId = batch.events[0]?.eventId ?? batch.feedback[0]?.eventId ?? batch.id;
  let tooMany = 0;
  for (const item of items) {
    if (item.type !== "attachment") continue;
    if (item.payload.length > MOST_ATTACHMENT_BYTES) drop(batch, "attachments", "oversized", 1);
    else if (eventId === null) drop(batch, "attachments", "no_event", 1);
    else if (batch.attachments.length === MOST_ATTACHMENTS) tooMany += 1;
    else batch.attachments.push({ eventId, ...readAttachment(item) });
  }
  drop(batch, "attachments", "too_many", tooMany);
}

/** An event, a transaction and a feedback belong to an envelope of their own. */
function requireOneEvent(items: readonly Item[]): void {
  const events = items.filter(
    ({ type }) => type === "event" || type === "transaction" || type === "feedback",
  );
  if (events.length > 1) throw new Refused(400, "an envelope holds one event at most");
}

type Circumstances = { id: string | null; clock: Clock; receivedAtMs: number };
type Reader = (item: Item, batch: SentryBatch, circumstances: Circumstances) => void;

const drop = (batch: SentryBatch, signal: Signal, reason: DropReason, items: number) => {
  if (items > 0) batch.drops.push({ signal, reason, items });
};

/** A reader of items whose payload is JSON; one that is none is counted. */
const ofJson =
  (signal: Signal, read: (payload: Json, batch: SentryBatch, circumstances: Circumstances) => void): Reader =>
  ({ payload }, batch, circumstances) => {
    const json = parseJson(decode(payload));
    if (isRecord(json)) read(json, batch, circumstances);
    else drop(batch, signal, "invalid", 1);
  };

/** Items that we know and have no place for. */
const notKept =
  (signal: Signal): Reader =>
  (_item, batch) =>
    drop(batch, signal, "unsupported", 1);

/** A map, because a type may be called `constructor`. */
const READERS: ReadonlyMap<string, Reader> = new Map(
  Object.entries({
    event: ofJson("errors", (json, batch, { id, clock }) => {
      batch.events.push(readEvent(json, { eventId: id, clock }));
    }),
    transaction: ofJson("spans", (json, batch, { clock }) => {
      const spans = readTransaction(json, clock);
      if (spans.length === 0) drop(batch, "spans", "invalid", 1);
      batch.spans.push(...spans);
    }),
    span: ofJson("spans", (json, batch, { clock }) => {
      const spans = readSpanItems(json, clock);
      drop(batch, "spans", "invalid", itemsOf(json).length - spans.length);
      for (const span of spans) batch.spans.push(span);
    }),
    log: ofJson("logs", (json, batch, { clock }) => {
      const logs = readLogItems(json, clock);
      drop(batch, "logs", "invalid", itemsOf(json).length - logs.length);
      for (const line of logs) batch.logs.push(line);
    }),
    session: ofJson("errors", (json, batch, { receivedAtMs }) => {
      const sessions = readSession(json, receivedAtMs);
      if (sessions.length === 0) drop(batch, "errors", "invalid", 1);
      batch.sessions.push(...sessions);
    }),
    sessions: ofJson("errors", (json, batch, { receivedAtMs }) => {
      batch.sessions.push(...readSessionAggregates(json, receivedAtMs));
    }),
    feedback: ofJson("errors", (json, batch, { clock }) => {
      const feedback = readFeedback(json, clock);
      if (feedback) batch.feedback.push(feedback);
      else drop(batch, "errors", "invalid", 1);
    }),
    user_report: ofJson("errors", (json, batch, { clock }) => {
      const feedback = readUserReport(json, clock);
      if (feedback) batch.feedback.push(feedback);
      else drop(batch, "errors", "invalid", 1);
    }),
    client_report: ofJson("errors", (json, batch) => {
      batch.drops.push(...readClientReport(json));
    }),
    trace_metric: ofJson("metrics", (json, batch, { clock }) => {
      const metrics = readMetricItems(json, clock);
      drop(batch, "metrics", "invalid", itemsOf(json).length - metrics.length);
      for (const metric of metrics) batch.metrics.push(metric);
    }),
    metric: notKept("metrics"),
    check_in: ofJson("metrics", (json, batch, { receivedAtMs }) => {
      const checkIn = readCheckIn(json);
      if (!checkIn) return drop(batch, "metrics", "invalid", 1);
      batch.checkIns.push(checkIn);
      batch.metrics.push(...metricsOfCheckIn(checkIn, receivedAtMs));
    }),
    profile: notKept("errors"),
    profile_chunk: notKept("errors"),
    replay_event: notKept("errors"),
    replay_recording: notKept("errors"),
    raw_security: notKept("errors"),
  }),
);
