import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { reportError } from "@/lib/core/report-error";
import type { FoundKey } from "@/lib/telemetry/intake";

import { digestOf, type GroupCommit, type Outcome } from "../commit/group-commit";
import type { Answer, Asked, Endpoint, Refusal } from "../endpoints/endpoint";
import type { Keys } from "../keys";
import { BoundedRoom } from "./bounded-room";
import { BodyRefused, readBody } from "./read-body";

/** Browsers send from pages of other origins; keys can only write. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "x-sentry-error, x-sentry-rate-limits, retry-after",
};
const PREFLIGHT = {
  ...CORS,
  "access-control-allow-methods": "POST, OPTIONS",
  "access-control-allow-headers":
    "content-type, content-encoding, authorization, x-sentry-auth, x-requested-with, sentry-trace, baggage, traceparent",
  "access-control-max-age": "86400",
};
const RETRY_SECONDS = 2;
/** What is left of a refused body is read and thrown away for so long, so that the client hears the answer. */
const DRAIN_MS = 2_000;
/** Of bodies that have to be read before it is known who sends them: an eighth of the room, or nobody else gets in. */
const STRANGERS_SHARE = 1 / 8;

export type IntakeOptions = {
  endpoints: readonly Endpoint[];
  keys: Keys;
  commit: GroupCommit;
  mostBytes: number;
  queueBytes: number;
};

/** The server of the intake: finds the endpoint and the key, reads the body within its bounds, and answers after the commit. */
export function createIntakeServer(options: IntakeOptions): Server {
  const room = new BoundedRoom(options.queueBytes);
  const strangersBytes = Math.floor(options.queueBytes * STRANGERS_SHARE);
  const strangers = { room: room.part(strangersBytes), ceilingBytes: strangersBytes };
  const known = { room, ceilingBytes: Infinity };
  const server = createServer({ requestTimeout: 60_000, keepAliveTimeout: 65_000 }, (request, response) => {
    answer(request, response, options, { known, strangers }).catch((error: unknown) => {
      reportError(error, { seam: "intake" });
      // Nothing of ours may be taken for a reason to give up.
      if (!response.headersSent)
        send(response, { status: 503, headers: { "retry-after": String(RETRY_SECONDS) }, body: "" });
    });
  });
  return server;
}

type Bounds = { room: BoundedRoom; ceilingBytes: number };

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: IntakeOptions,
  bounds: { known: Bounds; strangers: Bounds },
): Promise<void> {
  const url = new URL(`http://intake${request.url?.startsWith("/") ? request.url : "/"}`);
  const asked: Asked = { path: url.pathname, query: url.searchParams, headers: request.headers };
  if (asked.path === "/health")
    return send(response, {
      status: 200,
      headers: { "content-type": "application/json" },
      body: '{"ok":true}',
    });
  const endpoint = options.endpoints.find((one) => one.matches(asked.path));
  if (!endpoint)
    return refuseWith(request, response, {
      status: 404,
      headers: { "content-type": "application/json" },
      body: '{"code":5,"message":"There is nothing here. OTLP goes to /v1/traces, /v1/logs and /v1/metrics."}',
    });
  if (request.method === "OPTIONS") return send(response, { status: 204, headers: PREFLIGHT, body: "" });
  const refuse = (refusal: Refusal) => refuseWith(request, response, endpoint.refused(asked, refusal));
  if (!endpoint.methods.includes(request.method ?? ""))
    return refuse({ status: 405, message: `Use ${endpoint.methods.join(" or ")}.` });
  const unwanted = endpoint.refuses?.(asked);
  if (unwanted) return refuse(unwanted);

  const refuseRevoked = ({ place }: FoundKey) => {
    options.commit.drop({ place, signal: endpoint.signal, reason: "revoked", items: 1 });
    refuse(UNKNOWN_KEY);
  };
  const early = await findKey(endpoint.keyOf(asked), options.keys);
  if (early && "status" in early) return refuse(early);
  if (early?.isRevoked) return refuseRevoked(early);
  const misfit = early && endpoint.refusesKey?.(asked, early.place);
  if (misfit) return refuse(misfit);
  const { room, ceilingBytes } = early ? bounds.known : bounds.strangers;
  const reading = readBody(request, {
    mostBytes: Math.min(endpoint.mostBytes ?? options.mostBytes, ceilingBytes),
    room,
    isSnappy: endpoint.isSnappy,
  });
  try {
    const body = await reading.body;
    const found = early ?? (await findKey(endpoint.keyOfBody?.(asked, body) ?? "", options.keys));
    if (!found || "status" in found) return refuse(found ?? UNKNOWN_KEY);
    if (found.isRevoked) return refuseRevoked(found);
    const foreign = endpoint.refusesKey?.(asked, found.place);
    if (foreign) return refuse(foreign);
    const outcome = await options.commit.submit({
      place: found.place,
      digest: digestOf(found.place.keyId, asked.path, endpoint.samenessOf?.(body) ?? body),
      bytes: body.length,
      signal: endpoint.signal,
      decode: () => endpoint.decode(asked, body, found.place),
    });
    send(response, answerOf(endpoint, asked, outcome));
  } catch (error) {
    if (!(error instanceof BodyRefused)) throw error;
    const refusal = refusalOf(error);
    const reason =
      error.why === "too_large" ? "too_large" : error.why === "overload" ? "overload" : undefined;
    if (early && reason)
      options.commit.drop({ place: early.place, signal: endpoint.signal, reason, items: 1 });
    if (refusal) refuse(refusal);
    else response.destroy();
  } finally {
    reading.release();
  }
}

const UNKNOWN_KEY: Refusal = { status: 401, message: "The key is missing, unknown or revoked." };

/** Undefined when the request has no key that could be looked up yet. */
async function findKey(key: string | undefined, keys: Keys): Promise<FoundKey | Refusal | undefined> {
  if (key === undefined) return undefined;
  try {
    return (await keys.find(key)) ?? UNKNOWN_KEY;
  } catch {
    return { status: 503, message: "The database does not answer.", retryAfterSeconds: RETRY_SECONDS };
  }
}

function answerOf(endpoint: Endpoint, asked: Asked, outcome: Outcome): Answer {
  switch (outcome.kind) {
    case "kept":
      return endpoint.accepted(asked, outcome.taken, outcome.refused);
    case "undecodable":
      return endpoint.refused(asked, { status: outcome.status, message: outcome.message });
    case "unavailable":
      return endpoint.refused(asked, {
        status: 503,
        message: "The database does not answer.",
        retryAfterSeconds: RETRY_SECONDS,
      });
  }
}

function refusalOf({ why, message }: BodyRefused): Refusal | undefined {
  switch (why) {
    case "too_large":
      return { status: 413, message };
    case "overload":
      return { status: 429, message, retryAfterSeconds: RETRY_SECONDS };
    case "encoding":
      return { status: 415, message };
    case "broken":
      return { status: 400, message };
    case "gone":
      return undefined;
  }
}

function refuseWith(request: IncomingMessage, response: ServerResponse, refusal: Answer): void {
  if (!request.complete) {
    response.setHeader("connection", "close");
    request.resume();
    setTimeout(() => request.destroy(), DRAIN_MS).unref();
  }
  send(response, refusal);
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return;
  const length = status === 204 ? {} : { "content-length": Buffer.byteLength(body) };
  response.writeHead(status, { ...CORS, ...headers, ...length });
  response.end(body);
}
