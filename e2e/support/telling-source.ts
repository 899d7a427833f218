/**
 * A Node server that tells of its requests by OTLP, as an SDK would: one span each, with the exception that ended it.
 * @param fails whether it cannot work out the price of an order
 */
export function tellingSource({ fails }: { fails: boolean }): Record<string, string> {
  return {
    "server.js": `import { randomBytes } from "node:crypto";
import { createServer } from "node:http";

import { priceOf } from "./price.js";

const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS = "", OTEL_RESOURCE_ATTRIBUTES = "" } = process.env;
const pairs = (text) => text.split(",").filter(Boolean).map((pair) => pair.split("=").map(decodeURIComponent));
const headers = Object.fromEntries(pairs(OTEL_EXPORTER_OTLP_HEADERS));
const string = ([key, stringValue]) => ({ key, value: { stringValue } });
const nanoseconds = (ms) => String(BigInt(ms) * 1_000_000n);

async function tell(startedMs, error) {
  const exception = error && {
    name: "exception",
    timeUnixNano: nanoseconds(Date.now()),
    attributes: [["exception.type", error.name], ["exception.message", error.message], ["exception.stacktrace", error.stack]].map(string),
  };
  const span = {
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    name: "GET /orders/:id",
    kind: 2,
    startTimeUnixNano: nanoseconds(startedMs),
    endTimeUnixNano: nanoseconds(Date.now()),
    attributes: [["http.route", "/orders/:id"], ["http.request.method", "GET"]].map(string),
    status: error ? { code: 2, message: error.message } : {},
    events: exception ? [exception] : [],
  };
  const resource = { attributes: pairs(OTEL_RESOURCE_ATTRIBUTES).map(string) };
  await fetch(OTEL_EXPORTER_OTLP_ENDPOINT + "/v1/traces", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "orders" }, spans: [span] }] }] }),
  });
}

createServer((request, response) => {
  if (!request.url.startsWith("/orders/")) return response.end("ok");
  const startedMs = Date.now();
  let error;
  try {
    response.end(String(priceOf({ id: request.url.split("/").at(-1) })));
  } catch (thrown) {
    error = thrown;
    response.writeHead(500).end("It broke.");
  }
  tell(startedMs, error).catch(console.error);
}).listen(Number(process.env.PORT));
`,
    "price.js": fails
      ? "export function priceOf(order) {\n  return order.lines.total;\n}\n"
      : "export function priceOf(order) {\n  return order.lines?.total ?? 0;\n}\n",
  };
}
