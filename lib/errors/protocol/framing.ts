import { isRecord, type Json, parseJson } from "./lenient";
import { Refused } from "./refused";

/** `payload` is a view of the body, not a copy. */
export type Item = { type: string; header: Json; payload: Uint8Array };
export type Envelope = { header: Json; items: Item[] };

const NEWLINE = 10;
/** An SDK sends a handful. */
const MOST_ITEMS = 5_000;
/** Longer first lines are not headers. */
const MOST_HEADER_BYTES = 64 * 1_024;

/**
 * Cuts an envelope into its items: `Headers \n (ItemHeader \n Payload)*`. Only `\n` ends a line; `\r` belongs to the
 * payload. With `length` the payload has that many bytes and is followed by `\n` or the end; without it, it goes to the
 * next `\n`. Source: Sentry's developer documentation, "Envelopes". Throws `Refused`.
 */
export function readFraming(body: Uint8Array): Envelope {
  const first = lineAt(body, 0);
  const header = headerOf(body, first, "envelope headers");
  const items: Item[] = [];
  let at = first.next;
  while (at < body.length) {
    // Empty lines between items and at the end come from SDKs that end each item with a newline of their own.
    if (body[at] === NEWLINE) {
      at += 1;
      continue;
    }
    if (items.length === MOST_ITEMS) throw new Refused(413, "envelope exceeded the number of items");
    const line = lineAt(body, at);
    const itemHeader = headerOf(body, line, "item headers");
    const type = itemHeader["type"];
    if (typeof type !== "string") throw new Refused(400, "invalid item headers: missing type");
    const { payload, next } = payloadAt(body, line.next, itemHeader["length"]);
    items.push({ type, header: itemHeader, payload });
    at = next;
  }
  return { header, items };
}

/** The headers alone, for whoever needs the key in them before anything else is looked at. */
export const readEnvelopeHeader = (body: Uint8Array): Json =>
  headerOf(body, lineAt(body, 0), "envelope headers");

type Line = { start: number; end: number; next: number };

function lineAt(body: Uint8Array, start: number): Line {
  const newline = body.indexOf(NEWLINE, start);
  return newline < 0
    ? { start, end: body.length, next: body.length }
    : { start, end: newline, next: newline + 1 };
}

function headerOf(body: Uint8Array, { start, end }: Line, what: string): Json {
  if (end - start > MOST_HEADER_BYTES) throw new Refused(400, `invalid ${what}: too long`);
  const header = parseJson(textDecoder.decode(body.subarray(start, end)));
  if (!isRecord(header)) throw new Refused(400, `invalid ${what}`);
  return header;
}

function payloadAt(body: Uint8Array, start: number, length: unknown): { payload: Uint8Array; next: number } {
  if (length === undefined || length === null) {
    const { end, next } = lineAt(body, start);
    return { payload: body.subarray(start, end), next };
  }
  if (typeof length !== "number" || !Number.isSafeInteger(length) || length < 0)
    throw new Refused(400, "invalid item headers: length");
  const end = start + length;
  if (end > body.length) throw new Refused(400, "unexpected end of file");
  if (end < body.length && body[end] !== NEWLINE) throw new Refused(400, "missing newline after payload");
  return { payload: body.subarray(start, end), next: Math.min(end + 1, body.length) };
}

const textDecoder = new TextDecoder();
export const decode = (payload: Uint8Array): string => textDecoder.decode(payload);
