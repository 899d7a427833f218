import type { Signal } from "@/db/enums";
import type { IntakePlace } from "@/lib/telemetry/contract";

import { acceptedAnswer, refusedAnswer, type RefusedName } from "../otlp/answers";
import { decodeLogs, decodeTraces, type Encoding } from "../otlp/decode";
import { decodeMetrics } from "../otlp/decode-metrics";
import type { Asked, Endpoint, Taken } from "./endpoint";

/** OTLP/HTTP 1.11: each signal has its path, and answers come in the encoding of the request. */
export const otlpEndpoints: Endpoint[] = [
  otlp("/v1/traces", "spans", "rejectedSpans", (body, encoding, place) => {
    const { groups, refused } = decodeTraces(body, encoding);
    return { refused, spans: groups.map(({ resource, items }) => ({ place, resource, spans: items })) };
  }),
  otlp("/v1/logs", "logs", "rejectedLogRecords", (body, encoding, place) => {
    const { groups, refused } = decodeLogs(body, encoding);
    return { refused, logs: groups.map(({ resource, items }) => ({ place, resource, logs: items })) };
  }),
  otlp("/v1/metrics", "metrics", "rejectedDataPoints", (body, encoding, place) => {
    const { groups, refused } = decodeMetrics(body, encoding);
    return { refused, metrics: groups.map(({ resource, items }) => ({ place, resource, metrics: items })) };
  }),
];

function otlp(
  path: string,
  signal: Signal,
  name: RefusedName,
  decode: (body: Buffer, encoding: Encoding, place: IntakePlace) => Taken,
): Endpoint {
  return {
    name: `otlp ${signal}`,
    signal,
    matches: (asked) => asked === path,
    methods: ["POST"],
    refuses: (asked) =>
      encodingOf(asked)
        ? undefined
        : { status: 415, message: "Send application/x-protobuf or application/json." },
    keyOf: ({ headers }) => /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? "",
    decode: (asked, body, place) => {
      const encoding = encodingOf(asked) ?? "protobuf";
      const taken = decode(body, encoding, place);
      const items = taken.refused ?? 0;
      return { ...taken, drops: [{ place, signal, reason: "invalid", items }] };
    },
    accepted: (asked, _taken, refused) =>
      acceptedAnswer(encodingOf(asked) ?? "protobuf", name, refused, refused === 0 ? "" : WHY_REFUSED),
    refused: (asked, refusal) => refusedAnswer(encodingOf(asked) ?? "json", refusal),
  };
}

const WHY_REFUSED =
  "Some were not kept: an id is missing or all zero, the time is too long ago or in the future, or it cannot be counted.";

function encodingOf({ headers }: Pick<Asked, "headers">): Encoding | undefined {
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-protobuf") return "protobuf";
  return type === "application/json" ? "json" : undefined;
}
