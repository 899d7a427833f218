import type { Answer, Refusal } from "../endpoints/endpoint";
import type { Encoding } from "./decode";

const TYPES: Record<Encoding, string> = { protobuf: "application/x-protobuf", json: "application/json" };

/** What the partial success of each signal calls the number of refused items. */
export type RefusedName = "rejectedSpans" | "rejectedLogRecords" | "rejectedDataPoints";

/**
 * ExportTraceServiceResponse and its like: empty when everything was kept, else partial_success with field 1, the number,
 * and field 2, the sentence.
 */
export function acceptedAnswer(
  encoding: Encoding,
  name: RefusedName,
  refused: number,
  message: string,
): Answer {
  const headers = { "content-type": TYPES[encoding] };
  if (refused === 0 && message === "")
    return { status: 200, headers, body: encoding === "json" ? "{}" : Buffer.alloc(0) };
  const body =
    encoding === "json"
      ? JSON.stringify({ partialSuccess: { [name]: String(refused), errorMessage: message } })
      : field(1, Buffer.concat([Buffer.from([0x08]), varint(refused), field(2, Buffer.from(message))]));
  return { status: 200, headers, body };
}

/** google.rpc.Status: field 1 is the code, field 2 the message. */
export function refusedAnswer(encoding: Encoding, { status, message, retryAfterSeconds }: Refusal): Answer {
  const code = CODES[status];
  const body =
    encoding === "json"
      ? JSON.stringify({ code, message })
      : Buffer.concat([Buffer.from([0x08]), varint(code), field(2, Buffer.from(message))]);
  return {
    status,
    headers: {
      "content-type": TYPES[encoding],
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
    },
    body,
  };
}

/** google.rpc.Code: invalid argument, unauthenticated, permission denied, not found, unimplemented, exhausted, unavailable. */
const CODES: Record<Refusal["status"], number> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  413: 3,
  415: 3,
  429: 8,
  503: 14,
};

const field = (number: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([number * 8 + 2]), varint(bytes.length), bytes]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}
