import { inflateSync } from "node:zlib";

import type { SentryBatch } from "../contract/batch";
import { clockOf } from "./clock";
import { readEvent } from "./event";
import { decode } from "./framing";
import { isRecord, parseJson } from "./lenient";
import { emptyBatch } from "./read-envelope";
import { Refused } from "./refused";

const MIB = 1_024 * 1_024;
const MOST_BYTES = 8 * MIB;

/**
 * Reads what an SDK of old sent to `/store/`: one event as JSON, or that as base64 of zlib. Throws `Refused` with 400 or
 * 413, and nothing else.
 */
export function readStore(body: Uint8Array, receivedAtMs: number): SentryBatch {
  if (body.length > MOST_BYTES) throw new Refused(413, "event exceeded size limits");
  const text = decode(body).trim();
  const json = parseJson(text.startsWith("{") ? text : inflated(text));
  if (!isRecord(json)) throw new Refused(400, "invalid event");
  const event = readEvent(json, { clock: clockOf(null, receivedAtMs) });
  return { ...emptyBatch(event.eventId), events: [event] };
}

function inflated(base64: string): string {
  try {
    return inflateSync(Buffer.from(base64, "base64"), { maxOutputLength: MOST_BYTES }).toString("utf8");
  } catch (error) {
    throw new Refused(400, "invalid event", { cause: error });
  }
}
