import { Agent, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";

import { createProxyServer } from "httpxy";

import type { Instance } from "./instance";

export const RELEASE_HEADER = "x-slipway-release";

/**
 * The request could not be delivered. It may be sent again when it changes nothing and has no body; `refused` when
 * not even a connection was made.
 */
export type Undelivered = { error: Error; canRepeat: boolean; refused: boolean };

type Forwarding = { instance: Instance; undelivered: (failure: Undelivered) => void };

/**
 * Passes requests on to an instance with httpxy: bodies stream both ways, a client that leaves ends the request
 * upstream. We write the answer's head ourselves, because connection headers belong to one hop and not to the other.
 */
export function createForwarder() {
  const agent = new Agent({
    keepAlive: true,
    scheduling: "lifo",
    maxSockets: Infinity,
    maxFreeSockets: 512,
    // Node and most servers close an idle connection after 5 s, some after 2: we let go first, so that no request
    // is written to a connection that is being closed. Only idle sockets are ended by it.
    timeout: 1_500,
  });
  const proxy = createProxyServer({ selfHandleResponse: true });
  const forwardings = new WeakMap<IncomingMessage, Forwarding>();

  proxy.on("proxyRes", (answer, request, response) => {
    const forwarding = forwardings.get(request);
    if (!forwarding || response.headersSent) return answer.destroy();
    response.writeHead(
      answer.statusCode ?? 502,
      answer.statusMessage,
      headersFor(answer, forwarding.instance),
    );
    // A stream that is silent at first, as server-sent events often are, must still show that it was opened.
    if (answer.headers["content-length"] === undefined)
      setImmediate(() => {
        if (!response.writableEnded && response.writableLength === 0) response.flushHeaders();
      });
    answer.pipe(response);
  });

  proxy.on("error", (error, request, answerTo) => {
    const forwarding = request && forwardings.get(request);
    if (!request || !forwarding) return;
    forwardings.delete(request);
    if (answerTo && "headersSent" in answerTo && answerTo.headersSent) return void answerTo.destroy();
    if (request.destroyed && !request.complete) return;
    forwarding.undelivered({
      error,
      canRepeat: canRepeat(request, error),
      refused: codeOf(error) === "ECONNREFUSED",
    });
  });

  proxy.on("proxyReqWs", (outgoing, request, socket) => {
    const forwarding = forwardings.get(request);
    if (!forwarding) return;
    outgoing.once("response", (answer) => (answer.headers[RELEASE_HEADER] = forwarding.instance.releaseId));
    outgoing.once("upgrade", (answer, upstream) => {
      forwardings.delete(request);
      answer.headers[RELEASE_HEADER] = forwarding.instance.releaseId;
      // Either end may be cut without the polite ending that a pipe passes on.
      socket.once("close", () => upstream.destroy());
      upstream.once("close", () => socket.destroySoon());
    });
  });

  return {
    /** Answers a request from an instance; `undelivered` is called when no byte of an answer was written. */
    web(
      request: IncomingMessage,
      response: ServerResponse,
      instance: Instance,
      undelivered: Forwarding["undelivered"],
    ) {
      forwardings.set(request, { instance, undelivered });
      const target = { protocol: "http:", host: instance.address, port: instance.port ?? 0 };
      proxy.web(request, response, { target, agent }).catch(() => response.destroy());
    },
    upgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      instance: Instance,
      undelivered: Forwarding["undelivered"],
    ) {
      forwardings.set(request, { instance, undelivered });
      const target = { protocol: "http:", host: instance.address, port: instance.port ?? 0 };
      const options = { target, agent: false, upgradeTimeout: UPGRADE_TIMEOUT_MS };
      if (isSocket(socket)) proxy.ws(request, socket, options, head).catch(() => socket.destroy());
    },
    close: () => agent.destroy(),
  };
}

/** Makes the headers of a request fit for the next hop. */
export function prepareHeaders(request: IncomingMessage, keepsUpgrade: boolean): void {
  const { headers } = request;
  const address = request.socket.remoteAddress ?? "";
  const before = headers["x-forwarded-for"];
  headers["x-forwarded-for"] =
    before === undefined || before.length === 0 ? address : `${String(before)}, ${address}`;
  headers["x-forwarded-host"] ??= headers.host ?? "";
  headers["x-forwarded-proto"] ??= "http";
  for (const name of namedBy(headers.connection))
    if (!keepsUpgrade || name !== "upgrade") delete headers[name];
  if (!keepsUpgrade) {
    delete headers.connection;
    delete headers.upgrade;
  }
  for (const name of ONE_HOP) if (headers[name] !== undefined) delete headers[name];
}

const UPGRADE_TIMEOUT_MS = 30_000;
const ONE_HOP = ["keep-alive", "proxy-connection", "proxy-authorization", "te", "expect", "http2-settings"];
const NOT_PASSED_BACK = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
  RELEASE_HEADER,
]);
const REPEATABLE = new Set(["GET", "HEAD", "OPTIONS"]);
const BROKEN_OFF = new Set(["ECONNRESET", "ECONNREFUSED", "EPIPE"]);

/** Name, value, name, value, …: keeps order, case and repeated headers, and skips what belongs to one hop. */
function headersFor(answer: IncomingMessage, instance: Instance): OutgoingHttpHeaders | string[] {
  const raw = answer.rawHeaders;
  const named = namedBy(answer.headers.connection);
  const headers: string[] = [RELEASE_HEADER, instance.releaseId];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const lower = name.toLowerCase();
    if (!NOT_PASSED_BACK.has(lower) && !named.includes(lower)) headers.push(name, raw[index + 1] ?? "");
  }
  return headers;
}

function namedBy(connection: string | undefined): string[] {
  if (connection === undefined || connection === "keep-alive" || connection === "close") return [];
  return connection
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "close" && name !== "keep-alive");
}

function canRepeat(request: IncomingMessage, error: Error): boolean {
  const { headers } = request;
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  return !hasBody && REPEATABLE.has(request.method ?? "") && BROKEN_OFF.has(codeOf(error));
}

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : "";
}

function isSocket(stream: Duplex): stream is Socket {
  return stream instanceof Socket;
}
