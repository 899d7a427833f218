import { expect, it } from "vitest";

import type { SpanRecord } from "@/lib/telemetry/contract";

import { groupOf } from "../grouping/group";
import { errorsInSpan } from "./errors-in-span";
import { framesOfText } from "./frames-of-text";

it.each<[string, string, (string | number | null)[][]]>([
  [
    "JavaScript",
    "TypeError: x\n    at Shop.pay (file:///srv/shop.js:12:5)\n    at async main (/srv/main.js:3:1)\n    at node:internal/x:1:2",
    [
      [null, "node:internal/x", 1],
      ["main", "/srv/main.js", 3],
      ["Shop.pay", "/srv/shop.js", 12],
    ],
  ],
  [
    "Firefox",
    "pay@https://x.example/shop.js:12:5\n@https://x.example/main.js:1:1",
    [
      [null, "https://x.example/main.js", 1],
      ["pay", "https://x.example/shop.js", 12],
    ],
  ],
  [
    "Python",
    'Traceback (most recent call last):\n  File "/srv/main.py", line 3, in main\n    pay(order)\n  File "/srv/shop.py", line 12, in pay\n    raise ValueError("x")\nValueError: x',
    [
      ["main", "/srv/main.py", 3],
      ["pay", "/srv/shop.py", 12],
    ],
  ],
  [
    "Java",
    "java.lang.IllegalStateException: x\n\tat com.acme.Shop.pay(Shop.java:12)\n\tat java.base/java.lang.Thread.run(Thread.java:840)\nCaused by: java.io.IOException: y\n\tat com.acme.Net.ask(Net.java:1)",
    [
      ["run", "Thread.java", 840],
      ["pay", "Shop.java", 12],
    ],
  ],
  [
    "Go",
    "goroutine 1 [running]:\nmain.(*Shop).pay(0xc000012345)\n\t/srv/shop.go:12 +0x1d\nmain.main()\n\t/srv/main.go:3 +0x20",
    [
      ["main", "/srv/main.go", 3],
      ["(*Shop).pay", "/srv/shop.go", 12],
    ],
  ],
  ["a language that nobody knows", "something broke\nsomewhere", []],
])("a stack of %s is read with the line that threw last", (_name, text, frames) => {
  expect(framesOfText(text).map(({ function: name, file, line }) => [name, file, line])).toEqual(frames);
});

const span = (attributes: SpanRecord["attributes"]): SpanRecord => ({
  traceId: "a".repeat(32),
  spanId: "b".repeat(16),
  parentSpanId: null,
  name: "POST /orders",
  kind: "server",
  status: "error",
  startNs: 0n,
  durationNs: 1n,
  attributes: {},
  events: [
    { name: "retry", atNs: 0n, attributes: {} },
    { name: "exception", atNs: 1_700_000_000_000_000_000n, attributes },
  ],
  links: [],
});

const RECEIVED_AT = 1_700_000_001_000;

it("an exception of a span is an error with its trace, the same one when the span comes again", () => {
  const given = span({
    "exception.type": "E",
    "exception.message": "m 1",
    "exception.stacktrace": "E: m\n    at pay (/srv/a.js:1:1)",
  });
  const [event] = errorsInSpan(given, "1.2.3", RECEIVED_AT);
  expect(event).toMatchObject({
    atMs: 1_700_000_000_000,
    transaction: "POST /orders",
    release: "1.2.3",
    traceId: "a".repeat(32),
    exceptions: [{ type: "E", value: "m 1", frames: [{ function: "pay" }] }],
  });
  expect(errorsInSpan(given, "1.2.3", RECEIVED_AT)).toEqual([event]);
});

it("says nothing that cannot be kept, and no time that cannot be", () => {
  const given = { ...span({ "exception.type": "E" }), name: "GET /\0\ud800" };
  const [old] = errorsInSpan(given, null, RECEIVED_AT + 400 * 86_400_000);
  const [future] = errorsInSpan(given, null, RECEIVED_AT - 400 * 86_400_000);
  expect([old?.atMs, future?.atMs]).toEqual([RECEIVED_AT + 400 * 86_400_000, RECEIVED_AT - 400 * 86_400_000]);
  expect(old?.transaction).toBe("GET /\uFFFD\uFFFD");
});

it("without a stack that can be read, type and message group it", () => {
  const of = (message: string) =>
    errorsInSpan(
      span({ "exception.type": "E", "exception.message": message, "exception.stacktrace": "?" }),
      null,
    ).map(groupOf);
  expect(of("order 1 is late")[0]?.hashes).toEqual(of("order 2 is late")[0]?.hashes);
  expect(of("order 1 is late")[0]?.explanation.by).toBe("message");
  expect(errorsInSpan(span({}), null)).toEqual([]);
});

it("a hostile stack takes no time", () => {
  const begun = performance.now();
  for (const text of [
    "    at " + "a ".repeat(20_000),
    "at ".repeat(30_000),
    'File "'.repeat(9_000),
    "\t/" + "x".repeat(60_000),
  ])
    framesOfText(text);
  expect(performance.now() - begun).toBeLessThan(500);
});
