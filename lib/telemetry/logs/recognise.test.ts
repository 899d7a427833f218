import { describe, expect, it } from "vitest";

import { recogniseLine } from "./recognise";

const READ_AT = Date.UTC(2026, 10, 28, 10, 0, 5);
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const at = (text: string) => recogniseLine(text, READ_AT);

describe("the level of a line", () => {
  it.each([
    ["pino", '{"level":50,"time":1795860004000,"pid":1,"msg":"it broke"}', 17],
    ["pino, fatal", '{"level":60,"msg":"gone"}', 21],
    ["bunyan", '{"name":"app","hostname":"h","pid":1,"level":40,"msg":"slow","v":0}', 13],
    ["winston", '{"level":"warn","message":"low on disk"}', 13],
    ["winston, its simple format", "error: it broke", 17],
    ["logfmt", 'level=debug msg="cache miss" key=a', 5],
    ["logfmt of options", "t=1 --level=warn -err=x", 13],
    ["logfmt with another name", 'ts=2026-11-28T10:00:00Z lvl=crit msg="down"', 18],
    ["Python logging", "2026-11-28 10:00:00,123 - app - ERROR - it broke", 17],
    ["Python logging, its default format", "WARNING:root:careful", 13],
    ["Python logging as JSON", '{"levelname": "CRITICAL", "message": "down"}', 18],
    ["Go slog, text", 'time=2026-11-28T10:00:00.000Z level=WARN msg="slow"', 13],
    ["Go slog, JSON", '{"time":"2026-11-28T10:00:00Z","level":"ERROR","msg":"it broke"}', 17],
    ["zap, console", '2026-11-28T10:00:00.000Z\tERROR\tapp/main.go:12\tit broke\t{"id": 7}', 17],
    ["zap, JSON", '{"level":"dpanic","ts":1795860000.5,"caller":"a.go:1","msg":"no"}', 18],
    ["log4j", "10:00:00.123 [main] WARN  com.example.App - slow", 13],
    ["Spring Boot", "2026-11-28T10:00:00.123Z  INFO 1 --- [main] com.example.App : Started", 9],
    ["Rails", "E, [2026-11-28T10:00:00.123456 #1] ERROR -- : it broke", 17],
    ["nginx", "2026/11/28 10:00:00 [error] 7#7: *1 connect() failed", 17],
    ["nginx, crit", "2026/11/28 10:00:00 [crit] 7#7: no space", 18],
    ["Apache", "[Sat Nov 28 10:00:00.1 2026] [core:notice] [pid 1] ready", 0],
    ["klog", "E1128 10:00:00.123456       1 main.go:5] it broke", 17],
    ["plain", "ERROR it broke", 17],
    ["plain in brackets", "[warn] slow", 13],
    ["an exception", "TypeError: x is not a function\n    at main (a.js:1:1)", 17],
    ["an exception of Java", "java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)", 17],
    ["a traceback", 'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: no', 17],
    ["a panic", "panic: runtime error: index out of range\ngoroutine 1 [running]:", 21],
    ["Google Cloud", '{"severity":"NOTICE","message":"hello"}', 10],
    ["ECS, nested", '{"@timestamp":"2026-11-28T10:00:00Z","log":{"level":"error"},"message":"no"}', 17],
    ["no level", "listening on 3000", 0],
    ["a sentence with such a word", "no errors were found, and no warning either", 0],
    ["a sentence that begins with one", "Info about the user was sent", 0],
    ["a number that is no level", '{"level":3,"msg":"of a game"}', 0],
  ])("of %s", (_name, line, severity) => {
    expect(at(line).severity).toBe(severity);
  });
});

it.each([
  ["indented", " ".repeat(120)],
  ["of numbers", "1 ".repeat(60)],
  ["of brackets", "[<(".repeat(60)],
  ["like logfmt", `a= ${"x".repeat(16_000)}`],
  ["like logfmt of dashes", `a=1 ${"-".repeat(16_000)} ${"-b".repeat(8_000)}`],
  ["like logfmt in quotes", `a=1 b="${'\\"'.repeat(8_000)}`],
  ["like an exception", `${"a.".repeat(60)}${"A".repeat(60)}`],
])("a line that is %s takes no time to read", (_, line) => {
  for (let time = 0; time < 20; time += 1) expect(at(`${line}none`).severity).toBe(0);
});

it("an indented line tells its level as well", () => {
  expect(at(`${" ".repeat(40)}WARN slow`).severity).toBe(13);
  expect(at("==> 12:00:01.5 [a b] (1)ERROR: no").severity).toBe(17);
});

it("a message becomes the body, and what is left the attributes", () => {
  expect(at('{"level":30,"time":1795860004000,"msg":"order placed","order":{"id":7},"tags":["a"]}')).toEqual({
    atMs: 1_795_860_004_000,
    severity: 9,
    body: "order placed",
    attributes: { order: { id: 7 }, tags: ["a"] },
    traceId: null,
    spanId: null,
  });
  expect(at('level=info msg="say \\"hi\\"" took=3ms')).toMatchObject({
    body: 'say "hi"',
    attributes: { took: "3ms" },
  });
  expect(at('2026-11-28T10:00:00Z\tINFO\tdone\t{"ms": 3}')).toMatchObject({
    severity: 9,
    attributes: { ms: 3 },
  });
});

it("JSON without a message stays as it was, and an error speaks for itself", () => {
  expect(at('{"hello":"world"}')).toMatchObject({
    body: '{"hello":"world"}',
    attributes: { hello: "world" },
  });
  expect(at('{"err":{"type":"Error","message":"it broke"}}')).toMatchObject({
    severity: 17,
    body: "it broke",
  });
});

it.each([
  ['{"msg":"a","trace_id":"%T","span_id":"%S"}', SPAN],
  ['{"msg":"a","traceId":"%T"}', null],
  ['{"msg":"a","trace":{"id":"%T"},"span":{"id":"%S"}}', SPAN],
  ['{"msg":"a","traceparent":"00-%T-%S-01"}', SPAN],
  ["level=info msg=a trace_id=%T span_id=%S", SPAN],
  ["INFO done traceparent=00-%T-%S-01", SPAN],
  ["INFO done trace_id=%T", null],
])("the trace is found in %s", (line, spanId) => {
  expect(at(line.replace("%T", TRACE).replace("%S", SPAN))).toMatchObject({ traceId: TRACE, spanId });
});

it("ids that are all zero or too short are no trace", () => {
  expect(at(`{"msg":"a","trace_id":"${"0".repeat(32)}","span_id":"12"}`)).toMatchObject({
    traceId: null,
    attributes: { span_id: "12" },
  });
});

it.each([
  ["ISO", '{"msg":"a","time":"2026-11-28T10:00:00.250Z"}', Date.UTC(2026, 10, 28, 10, 0, 0, 250)],
  ["seconds", '{"msg":"a","ts":1795860000.5}', 1_795_860_000_500],
  ["nanoseconds", '{"msg":"a","timestamp":"1795860000500000000"}', 1_795_860_000_500],
  ["text with a zone", "2026-11-28 11:00:00,5+0100 INFO a", Date.UTC(2026, 10, 28, 10, 0, 0, 500)],
  ["text without a zone", "2026-11-28 10:00:00 INFO a", READ_AT],
  ["a date of long ago", '{"msg":"a","date":"2020-01-01T00:00:00Z"}', READ_AT],
  ["a date to come", '{"msg":"a","time":"2027-01-01T00:00:00Z"}', READ_AT],
])("the time of %s", (_name, line, atMs) => {
  expect(at(line).atMs).toBe(atMs);
});

it("nothing that a program prints is too strange to be kept", () => {
  const deep = `{"msg":"a","x":${'{"y":'.repeat(50)}1${"}".repeat(50)}}`;
  for (const line of [
    "{}",
    "{",
    "}",
    "=",
    "a=",
    '{"msg":"\\u0000\\ud800"}',
    deep,
    "[",
    "\t{}",
    '{"__proto__":{"a":1}}',
  ])
    expect(() => JSON.stringify(at(line))).not.toThrow();
  expect(JSON.stringify(at('{"msg":"a","x":"\\u0000\\ud800"}'))).not.toMatch(/\\u0000|\\ud800/);
});
