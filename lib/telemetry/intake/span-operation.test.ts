import { expect, it } from "vitest";

import { operationOf, tellingName } from "./span-operation";

const span = (name: string, attributes: Record<string, string | number>) => ({
  name,
  kind: "server" as const,
  status: "unset" as const,
  attributes,
});

it.each([
  // What Node's HTTP instrumentation sends without a framework.
  ["GET", { "http.request.method": "GET", "url.path": "/orders/41" }, "GET /orders/{id}"],
  ["POST", { "http.method": "POST", "http.target": "/charge/7?dry=1" }, "POST /charge/{id}"],
  ["GET", { "http.request.method": "GET" }, "GET"],
  ["GET /orders/:id", { "http.request.method": "GET", "http.route": "/orders/:id" }, "GET /orders/:id"],
  ["checkout", { "http.request.method": "GET", "url.path": "/orders/41" }, "checkout"],
])("shows the span %s with %o as %s", (name, attributes, shown) => {
  const operation = operationOf(span(name, attributes), () => undefined);
  expect(operation && tellingName(name, operation)).toBe(shown);
});
