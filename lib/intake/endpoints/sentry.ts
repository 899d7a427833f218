import { type Envelope, readEnvelope, readStore, Refused, sentryKeyOf } from "@/lib/errors/intake";
import type { IntakePlace } from "@/lib/telemetry/contract";

import { Undecodable } from "../undecodable";
import type { Asked, Endpoint, Taken } from "./endpoint";

const PATH = /^\/api\/(\d{1,12})\/(envelope|store)\/?$/;

/** What SDKs of Sentry send: `/api/<project>/envelope/`, and of old `/store/`. The project is the number of the key. */
export const sentryEndpoints: Endpoint[] = [endpoint("envelope", readEnvelope), endpoint("store", readStore)];

function endpoint(
  kind: "envelope" | "store",
  read: (body: Buffer, receivedAtMs: number) => Envelope,
): Endpoint {
  const authorization = ({ path, query, headers }: Asked, envelope?: Buffer) => ({
    query,
    header: headerOf(headers["x-sentry-auth"]) ?? sentryOnly(headers.authorization),
    project: PATH.exec(path)?.[1] ?? "",
    ...(kind === "envelope" && envelope && { envelope }),
  });
  return {
    name: `sentry ${kind}`,
    signal: "errors",
    matches: (path) => PATH.exec(path)?.[2] === kind,
    methods: ["POST"],
    // Without a key in the address or the headers the envelope may name a DSN, which only its body knows.
    keyOf: (asked) => keyOr(() => sentryKeyOf(authorization(asked)), kind === "store" ? "" : undefined),
    keyOfBody: (asked, body) => keyOr(() => sentryKeyOf(authorization(asked, body)), ""),
    refusesKey: ({ path }, { keyNumber }) =>
      Number(PATH.exec(path)?.[1]) === keyNumber
        ? undefined
        : { status: 403, message: "The key belongs to another project." },
    ...(kind === "envelope" && { samenessOf: withoutSendingTime }),
    decode: (asked, body, place) => {
      try {
        // A DSN in the envelope has to agree with the key that it came with.
        sentryKeyOf(authorization(asked, body));
        return takenFrom(read(body, Date.now()), place);
      } catch (error) {
        if (error instanceof Refused) throw new Undecodable(error.message, error.status, { cause: error });
        throw error;
      }
    },
    accepted: (_asked, { id }) => ({
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(id === undefined ? {} : { id }),
    }),
    refused: (_asked, { status, message, retryAfterSeconds }) => ({
      // The protocol knows no 401.
      status: status === 401 ? 403 : status,
      headers: {
        "content-type": "application/json",
        "x-sentry-error": message,
        ...(retryAfterSeconds !== undefined && {
          "retry-after": String(retryAfterSeconds),
          "x-sentry-rate-limits": `${retryAfterSeconds}::organization:overload`,
        }),
      },
      body: JSON.stringify({ detail: message, causes: [] }),
    }),
  };
}

const SENDING_TIME = /"sent_at"\s*:\s*"[^"]*"\s*,?/u;
const MOST_HEADER_BYTES = 8_192;

/**
 * An SDK that was offline sends an envelope again, and says when it does. Only of one with an id, which no other has:
 * two of sessions may well say the same at different times.
 */
function withoutSendingTime(body: Buffer): Buffer {
  const end = body.subarray(0, MOST_HEADER_BYTES).indexOf("\n");
  const header = end < 0 ? "" : body.toString("utf8", 0, end);
  if (!header.includes('"event_id"')) return body;
  return Buffer.concat([Buffer.from(header.replace(SENDING_TIME, "")), body.subarray(end)]);
}

function takenFrom(
  { id, events, spans, logs, metrics, sessions, feedback, attachments, checkIns, drops }: Envelope,
  place: IntakePlace,
): Taken {
  const hasErrors = events.length + sessions.length + feedback.length + attachments.length > 0;
  return {
    ...(id !== null && { id }),
    spans: byRelease(spans).map(({ resource, records }) => ({ place, resource, spans: records })),
    logs: byRelease(logs).map(({ resource, records }) => ({ place, resource, logs: records })),
    metrics: byRelease(metrics).map(({ resource, records }) => ({ place, resource, metrics: records })),
    errors: hasErrors ? [{ place, receivedAtMs: Date.now(), events, sessions, feedback, attachments }] : [],
    ...(checkIns.length > 0 && { checkIns: [{ place, receivedAtMs: Date.now(), checkIns }] }),
    drops: drops.map((drop) => ({ place, ...drop })),
  };
}

/** Sentry names the release with each item; a batch of ours has one for all of it. */
function byRelease<T>(sent: readonly { release: string | null; record: T }[]) {
  const groups = new Map<string | null, T[]>();
  for (const { release, record } of sent) {
    const own = groups.get(release);
    if (own) own.push(record);
    else groups.set(release, [record]);
  }
  return [...groups].map(([release, records]) => ({
    resource: { attributes: {}, ...(release !== null && { release }) },
    records,
  }));
}

function keyOr<T>(read: () => string, otherwise: T): string | T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refused) return otherwise;
    throw error;
  }
}

const headerOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(",") : value;
const sentryOnly = (value: string | undefined): string | undefined =>
  value && /^sentry\s/i.test(value) ? value : undefined;
