import { expect, it } from "vitest";

import { levelOf, parseLogSearch } from "./log-search";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

it.each([
  [
    "refused connection",
    [
      { kind: "has", text: "refused" },
      { kind: "has", text: "connection" },
    ],
  ],
  [
    '"connection refused" now',
    [
      { kind: "has", text: "connection refused" },
      { kind: "has", text: "now" },
    ],
  ],
  ["order.id:7", [{ kind: "field", key: "order.id", value: "7" }]],
  ['user:"Ada L"', [{ kind: "field", key: "user", value: "Ada L" }]],
  ["-health", [{ kind: "lacks", text: "health" }]],
  ["http://a.b/c", [{ kind: "has", text: "http://a.b/c" }]],
  ["10:00:01", [{ kind: "has", text: "10:00:01" }]],
  ["Error:", [{ kind: "has", text: "Error:" }]],
  ['"unfinished', [{ kind: "has", text: "unfinished" }]],
  [
    "a - b",
    [
      { kind: "has", text: "a" },
      { kind: "has", text: "-" },
      { kind: "has", text: "b" },
    ],
  ],
  ["   ", []],
])("a search for %s", (text, terms) => {
  expect(parseLogSearch(text)).toEqual({ terms, traceId: null });
});

it("a trace is found by its id, whatever it is called", () => {
  expect(parseLogSearch(`slow trace:${TRACE.toUpperCase()}`)).toEqual({
    terms: [{ kind: "has", text: "slow" }],
    traceId: TRACE,
  });
  expect(parseLogSearch("trace:abc").terms).toEqual([{ kind: "field", key: "trace", value: "abc" }]);
});

it("a level is found by its name, in any case, and what is none is a field", () => {
  expect(parseLogSearch("level:Error severity:warn level:critical").terms).toEqual([
    { kind: "level", level: "error" },
    { kind: "level", level: "warn" },
    { kind: "field", key: "level", value: "critical" },
  ]);
});

it("every number of OpenTelemetry is of a level", () => {
  expect([0, 1, 4, 5, 9, 12, 13, 17, 20, 21, 24].map(levelOf)).toEqual([
    "unset",
    "trace",
    "trace",
    "debug",
    "info",
    "info",
    "warn",
    "error",
    "error",
    "fatal",
    "fatal",
  ]);
});
