import type { IncomingMessage } from "node:http";

export const RELEASE_HEADER = "x-slipway-release";

/**
 * The headers of a request as the next hop gets them: name, value, name, value, …, in the order they came. What it
 * claims about where it came from is only believed of a proxy.
 */
export function requestHeaders(request: IncomingMessage, isFromProxy: boolean): string[] {
  const { headers } = request;
  const extra = ["host", headers.host ?? "", "x-forwarded-for", forwardedFor(request, isFromProxy)];
  if (!isFromProxy || headers["x-forwarded-host"] === undefined)
    extra.push("x-forwarded-host", headers.host ?? "");
  if (!isFromProxy || headers["x-forwarded-proto"] === undefined) extra.push("x-forwarded-proto", "http");
  return pass(request, extra, isFromProxy ? NOT_PASSED_ON : NOT_BELIEVED);
}

/** Does the same to a request's own headers, for a proxy that reads them there. */
export function prepareHeaders(request: IncomingMessage, isFromProxy: boolean, keepsUpgrade: boolean): void {
  const { headers } = request;
  const addresses = forwardedFor(request, isFromProxy);
  if (!isFromProxy) for (const name of CLAIMS) delete headers[name];
  headers["x-forwarded-for"] = addresses;
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

/** The headers of an answer as the client gets them, with the release that gave it. */
export function answerHeaders(answer: IncomingMessage, releaseId: string): string[] {
  return pass(answer, [RELEASE_HEADER, releaseId], NOT_PASSED_BACK);
}

const ONE_HOP = [
  "keep-alive",
  "proxy-connection",
  "proxy-authorization",
  "te",
  "trailer",
  "expect",
  "http2-settings",
];
/** Frame the message or say where it came from. A client that could name them away could smuggle a second request. */
const NEVER_NAMED = new Set([
  "content-length",
  "transfer-encoding",
  "host",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
]);
const NOT_PASSED_ON = new Set([
  ...ONE_HOP,
  "connection",
  "upgrade",
  "transfer-encoding",
  "host",
  "x-forwarded-for",
]);
/** What says where a request came from, for whoever is asked with it. */
const CLAIMS = ["x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "x-real-ip", "forwarded"];
const NOT_BELIEVED = new Set([...NOT_PASSED_ON, ...CLAIMS]);
const NOT_PASSED_BACK = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "trailer",
  "transfer-encoding",
  "upgrade",
  RELEASE_HEADER,
]);

/** The raw headers keep order, case and repetition, and neither Node nor we look at each value again. */
function pass(message: IncomingMessage, headers: string[], left: ReadonlySet<string>): string[] {
  const raw = message.rawHeaders;
  const named = namedBy(rawValue(raw, "connection"));
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const lower = name.toLowerCase();
    if (!left.has(lower) && (named === NONE || !named.includes(lower)))
      headers.push(name, raw[index + 1] ?? "");
  }
  return headers;
}

/** The first value of a header. `message.headers` would make Node parse all of them. */
export function rawValue(raw: readonly string[], lowerName: string): string | undefined {
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) return raw[index + 1];
  }
  return undefined;
}

function forwardedFor(request: IncomingMessage, isFromProxy: boolean): string {
  const address = request.socket.remoteAddress ?? "";
  const before = isFromProxy ? request.headers["x-forwarded-for"] : undefined;
  return before === undefined || before.length === 0 ? address : `${String(before)}, ${address}`;
}

const NONE: readonly string[] = [];

function namedBy(connection: string | undefined): readonly string[] {
  if (connection === undefined || connection === "keep-alive" || connection === "close") return NONE;
  return connection
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "close" && name !== "keep-alive" && !NEVER_NAMED.has(name));
}
