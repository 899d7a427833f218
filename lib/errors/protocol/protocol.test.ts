import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import { sentryKeyOf } from "./auth";
import { readFraming } from "./framing";
import { readEnvelope } from "./read-envelope";
import { readStore } from "./read-store";
import { Refused } from "./refused";

const RECEIVED = Date.parse("2026-11-23T19:56:10.000Z");
const FIXTURES = join(import.meta.dirname, "../fixtures");
const fixture = (name: string) => readEnvelope(readFileSync(join(FIXTURES, name)), RECEIVED);
const bytes = (text: string) => new TextEncoder().encode(text);
const envelope = (...lines: (string | object)[]) =>
  bytes(lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
const texts = (body: Uint8Array) =>
  readFraming(body).items.map(({ type, payload }) => [type, new TextDecoder().decode(payload)]);
const refusal = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refused) return error.status;
    throw error;
  }
  return undefined;
};

describe("the framing of an envelope", () => {
  it.each<[string, string, string[][]]>([
    ["no items", "{}", []],
    ["a length and a newline", '{}\n{"type":"a","length":3}\nx\ny\n', [["a", "x\ny"]]],
    ["a length up to the end", '{}\n{"type":"a","length":3}\nx\ny', [["a", "x\ny"]]],
    [
      "no length, up to the newline",
      '{}\n{"type":"a"}\nxy\n{"type":"b"}\nz',
      [
        ["a", "xy"],
        ["b", "z"],
      ],
    ],
    ["a carriage return belongs to the payload", '{}\n{"type":"a"}\nxy\r\n', [["a", "xy\r"]]],
    [
      "nothing in it, with a length",
      '{}\n{"type":"a","length":0}\n\n{"type":"b","length":0}\n',
      [
        ["a", ""],
        ["b", ""],
      ],
    ],
    ["headers at the very end", '{}\n{"type":"a"}', [["a", ""]]],
    ["empty lines at the end", '{}\n{"type":"a"}\nx\n\n\n', [["a", "x"]]],
  ])("reads %s", (_name, body, items) => {
    expect(texts(bytes(body))).toEqual(items);
  });

  it.each([
    ["nothing", ""],
    ["headers that are no JSON", "no\n"],
    ["headers that are a list", "[]\n"],
    ["an item without a type", "{}\n{}\nx"],
    ["an end before the length", '{}\n{"type":"a","length":4}\nxy'],
    ["a payload that goes on after its length", '{}\n{"type":"a","length":1}\nxy'],
    ["a length that is none", '{}\n{"type":"a","length":-1}\nxy'],
  ])("refuses %s as malformed", (_name, body) => {
    expect(refusal(() => readFraming(bytes(body)))).toBe(400);
  });

  it("skips types that nobody knows, whatever they are called", () => {
    const batch = readEnvelope(
      envelope({}, { type: "constructor" }, "x", { type: "__proto__" }, "y"),
      RECEIVED,
    );
    expect(batch).toMatchObject({ events: [], drops: [] });
  });
});

describe("who sent it", () => {
  const of = (query: string, header?: string, dsn?: string) =>
    sentryKeyOf({
      query: new URLSearchParams(query),
      header,
      ...(dsn && { envelope: envelope({ dsn }) }),
      project: "42",
    });

  it.each<[string, string, string?, string?]>([
    ["the query", "sentry_key=k1&sentry_version=7"],
    ["X-Sentry-Auth", "", "Sentry sentry_version=7, sentry_client=x/1, sentry_key=k1, sentry_secret=s"],
    ["X-Sentry-Auth without spaces", "", "Sentry sentry_key=k1,sentry_version=7"],
    ["the DSN of the envelope", "", undefined, "https://k1@host.example:8443/some/path/42"],
    ["a DSN with slashes behind it", "", undefined, "https://k1@host.example/42//"],
    ["all of them", "sentry_key=k1", "Sentry sentry_key=k1", "http://k1:secret@host/42"],
  ])("is read from %s", (_name, query, header, dsn) => {
    expect(of(query, header, dsn)).toBe("k1");
  });

  it.each<[string, string, string?, string?]>([
    ["nobody", ""],
    ["two at once", "sentry_key=k1", "Sentry sentry_key=k2"],
    ["somebody else in the DSN", "sentry_key=k1", undefined, "http://k2@host/42"],
    ["a DSN of another project", "sentry_key=k1", undefined, "http://k1@host/43"],
    ["a DSN that is none", "sentry_key=k1", undefined, "nonsense"],
    ["a DSN of nothing but slashes", "", undefined, `http://k1@host${"/".repeat(60_000)}`],
    ["a DSN that is made to be slow", "", undefined, `http://k1@host${"/".repeat(60_000)}43`],
  ])("is refused with 403 when it is %s", (_name, query, header, dsn) => {
    expect(refusal(() => of(query, header, dsn))).toBe(403);
  });
});

describe("what @sentry/node 11 sends", () => {
  it("an error with its cause, its frames with source, its breadcrumbs and its trace", () => {
    const [event] = fixture("stream/7-event.envelope").events;
    expect(event).toMatchObject({
      eventId: "5e148590e9454b44b9967972b5bf22f0",
      level: "error",
      platform: "node",
      release: "checkout@1.2.3",
      environment: "production",
      traceId: "7199a40308534c7ca9a302772e2769f8",
      user: { id: "u1" },
      tags: { team: "pay" },
      sdk: "sentry.javascript.node 11.12.0",
      wasCut: false,
    });
    expect(event?.exceptions.map(({ type, value }) => [type, value])).toEqual([
      ["TypeError", 'Cannot read properties of undefined (reading "id") for order 12345'],
      ["Error", "outer failed"],
    ]);
    expect(event?.exceptions[0]?.frames.at(-1)).toMatchObject({
      module: "app",
      function: "inner",
      line: 6,
      inApp: true,
      contextLine: expect.stringContaining("function inner()"),
    });
    expect(event?.breadcrumbs).toMatchObject([{ category: "x", message: "hello" }]);
  });

  it("a message has an exception without a type", () => {
    const [event] = fixture("static/8-event.envelope").events;
    expect(event).toMatchObject({ message: "plain message 42", level: "info" });
    expect(event?.exceptions).toMatchObject([{ type: null, value: "plain message 42", isSynthetic: true }]);
  });

  it.each([
    ["the spans of the stream", "stream/3-span.envelope", "select 1", "GET /orders"],
    ["a transaction", "static/6-transaction.envelope", "select 1", "GET /orders"],
  ])("%s: a server span, and the query in it", (_name, file, query, endpoint) => {
    const { spans } = fixture(file);
    const [server, client] = [endpoint, query].map((name) =>
      spans.find(({ record }) => record.name === name),
    );
    expect(spans).toHaveLength(2);
    expect(server).toMatchObject({
      release: "checkout@1.2.3",
      record: { kind: "server", parentSpanId: null },
    });
    expect(client?.record).toMatchObject({
      kind: "client",
      parentSpanId: server?.record.spanId,
      traceId: server?.record.traceId,
    });
    expect(Number(server?.record.durationNs)).toBeGreaterThan(0);
    const startMs = Number((server?.record.startNs ?? 0n) / 1_000_000n);
    expect(Math.abs(startMs - RECEIVED)).toBeLessThan(3_600_000);
  });

  it("log lines, sessions, metrics and check-ins", () => {
    expect(fixture("stream/6-log.envelope").logs).toMatchObject([
      { release: "checkout@1.2.3", record: { body: "a log line", severity: 9, attributes: { orderId: 7 } } },
    ]);
    expect(fixture("stream/2-session.envelope").sessions).toMatchObject([
      { userId: "u1", isFirst: true, outcome: "healthy", quantity: 1, release: "checkout@1.2.3" },
    ]);
    expect(fixture("stream/5-trace_metric.envelope").metrics).toMatchObject([
      {
        record: { name: "orders", unit: "1", type: "counter", points: [{ value: 1, attributes: { a: 1 } }] },
      },
      { record: { name: "lat", unit: "ms", type: "histogram", points: [{ sum: 12.5, attributes: {} }] } },
    ]);
    const attributes = { monitor: "nightly", status: "ok" };
    expect(fixture("stream/1-check_in.envelope").metrics).toMatchObject([
      { release: "checkout@1.2.3", record: { name: "check_in.runs", points: [{ value: 1, attributes }] } },
      { record: { name: "check_in.duration", unit: "s", points: [{ sum: 3, attributes }] } },
    ]);
  });

  it("check-ins with what is expected of the task, as far as it makes sense", () => {
    expect(fixture("stream/1-check_in.envelope").checkIns).toEqual([
      {
        slug: "nightly",
        checkInId: "947cc0e8ceab4d08b7d05eac48476b59",
        status: "ok",
        durationMs: 3_000,
        release: "checkout@1.2.3",
        traceId: "7199a40308534c7ca9a302772e2769f8",
        config: null,
      },
    ]);
    const told = (monitor_config: object) =>
      readEnvelope(
        envelope("{}", { type: "check_in" }, { monitor_slug: "a", status: "in_progress", monitor_config }),
        RECEIVED,
      ).checkIns[0]?.config;
    const crontab = { type: "crontab", value: "0 3 * * *" };
    const interval = { type: "interval", value: 5, unit: "minute" };
    expect([
      told({ schedule: crontab }),
      told({ schedule: interval, checkin_margin: 2, max_runtime: 1e9, timezone: "Europe/Berlin" }),
      told({ schedule: crontab, checkin_margin: 0, max_runtime: 0.4 }),
      told({ schedule: { type: "interval", value: 0, unit: "minute" } }),
      told({ schedule: { type: "interval", value: 5, unit: "fortnight" } }),
      told({ schedule: { type: "crontab", value: {} } }),
    ]).toEqual([
      { schedule: crontab, timeZone: "UTC", marginMinutes: 1, maxRuntimeMinutes: 30 },
      { schedule: interval, timeZone: "Europe/Berlin", marginMinutes: 2, maxRuntimeMinutes: 40_320 },
      { schedule: crontab, timeZone: "UTC", marginMinutes: 1, maxRuntimeMinutes: 30 },
      null,
      null,
      null,
    ]);
  });

  it("every fixture is read without a loss but those", () => {
    const files = ["static", "stream"].flatMap((folder) =>
      readdirSync(join(FIXTURES, folder)).map((file) => `${folder}/${file}`),
    );
    expect(files).toHaveLength(16);
    for (const file of files) {
      const { events, spans, logs, metrics, sessions, drops } = fixture(file);
      const kept = events.length + spans.length + logs.length + metrics.length + sessions.length;
      expect([file, kept > 0 || drops.length > 0]).toEqual([file, true]);
      expect(drops.filter(({ reason }) => reason === "invalid")).toEqual([]);
    }
  });
});

describe("what other SDKs send", () => {
  it("the id of the envelope wins over the one of the event", () => {
    const id = "a".repeat(32);
    const batch = readEnvelope(
      envelope({ event_id: id }, { type: "event" }, { event_id: "b".repeat(32) }),
      RECEIVED,
    );
    expect([batch.id, batch.events[0]?.eventId]).toEqual([id, id]);
  });

  it("a clock that is off is set right by what the sender calls now", () => {
    const event = { timestamp: "2026-11-20T10:00:00Z", message: "x" };
    const batch = readEnvelope(
      envelope({ sent_at: "2026-11-20T10:00:05Z" }, { type: "event" }, event),
      RECEIVED,
    );
    expect(batch.events[0]?.atMs).toBe(RECEIVED - 5_000);
  });

  it("a client report tells what its sender threw away", () => {
    const report = { discarded_events: [{ reason: "ratelimit_backoff", category: "error", quantity: 3 }] };
    expect(readEnvelope(envelope({}, { type: "client_report" }, report), RECEIVED).drops).toEqual([
      { signal: "errors", reason: "client", items: 3 },
    ]);
  });

  it("sessions that were counted together keep their outcomes apart, and old ones do not count", () => {
    const aggregates = [
      { started: "2026-11-23T19:00:00Z", exited: 5, errored: 2, crashed: 1 },
      { started: "2026-11-01T19:00:00Z", exited: 9 },
    ];
    const { sessions } = readEnvelope(envelope({}, { type: "sessions" }, { aggregates }), RECEIVED);
    expect(sessions.map(({ outcome, quantity }) => [outcome, quantity])).toEqual([
      ["healthy", 5],
      ["errored", 2],
      ["crashed", 1],
    ]);
  });

  it("a crash is an error, whatever the count says", () => {
    const session = { sid: "s", started: "2026-11-23T19:00:00Z", status: "crashed", errors: 0 };
    const { sessions } = readEnvelope(envelope({}, { type: "session" }, session), RECEIVED);
    expect(sessions).toMatchObject([{ outcome: "crashed", isFirst: false }]);
  });

  it("secrets, cookies and queries are not kept", () => {
    const event = {
      request: { url: "https://shop/a?token=1", headers: { Authorization: "Bearer x", accept: "*/*" } },
      extra: { password: "p", nested: { apiKey: "k", fine: 1 } },
    };
    const [read] = readEnvelope(envelope({}, { type: "event" }, event), RECEIVED).events;
    expect(read?.request).toEqual({
      method: null,
      url: "https://shop/a",
      headers: { Authorization: "•••", accept: "*/*" },
    });
    expect(read?.extra).toEqual({ password: "•••", nested: { apiKey: "•••", fine: 1 } });
  });

  it("an event that is larger than the protocol allows is cut and says so, and one beyond measure is refused", () => {
    const large = (chars: number) =>
      envelope({}, { type: "event" }, { message: "m", extra: { text: "x".repeat(chars) } });
    expect(readEnvelope(large(2_000_000), RECEIVED).events[0]).toMatchObject({ message: "m", wasCut: true });
    expect(refusal(() => readEnvelope(large(9_000_000), RECEIVED))).toBe(413);
  });

  it("an item that is no JSON is counted, and two events in one envelope are refused", () => {
    expect(readEnvelope(envelope({}, { type: "event" }, "{"), RECEIVED).drops).toEqual([
      { signal: "errors", reason: "invalid", items: 1 },
    ]);
    const two = envelope({}, { type: "event" }, {}, { type: "transaction" }, {});
    expect(refusal(() => readEnvelope(two, RECEIVED))).toBe(400);
  });

  it("the store endpoint takes JSON, and base64 of zlib", () => {
    const json = JSON.stringify({ event_id: "c".repeat(32), message: { message: "a %s", formatted: "a b" } });
    for (const body of [json, deflateSync(json).toString("base64")])
      expect(readStore(bytes(body), RECEIVED)).toMatchObject({
        id: "c".repeat(32),
        events: [{ message: "a b", messageTemplate: "a %s" }],
      });
    expect(refusal(() => readStore(bytes("nonsense"), RECEIVED))).toBe(400);
  });
});
