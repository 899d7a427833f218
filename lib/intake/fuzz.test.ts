import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { testDatabase } from "@/db/testing";

import { decodeLogs, decodeTraces, type Encoding } from "./otlp/decode";
import { decodeMetrics } from "./otlp/decode-metrics";
import { aRunningIntake, aSender } from "./testing/running-intake";
import { Undecodable } from "./undecodable";

/* Whatever bytes come in: an answer that the protocols document, and a process that goes on. */

const file = (path: string) => readFileSync(new URL(path, import.meta.url));
const json = (body: object) => Buffer.from(JSON.stringify(body));
const LOGS = json({
  resourceLogs: [
    {
      resource: {
        attributes: [
          { key: "a", value: { kvlistValue: { values: [{ key: "b", value: { intValue: "1" } }] } } },
        ],
      },
      scopeLogs: [
        {
          logRecords: [
            { timeUnixNano: "1795463760300000000", severityNumber: 9, body: { stringValue: "a" } },
          ],
        },
      ],
    },
  ],
});
const METRICS = json({
  resourceMetrics: [
    {
      scopeMetrics: [
        {
          metrics: [
            {
              name: "m",
              exponentialHistogram: {
                aggregationTemporality: 2,
                dataPoints: [
                  {
                    timeUnixNano: "1795463760300000000",
                    scale: 3,
                    count: 1,
                    positive: { offset: 0, bucketCounts: [1] },
                  },
                ],
              },
            },
          ],
        },
      ],
    },
  ],
});
const VALID = {
  traces: { protobuf: file("testing/otel-js/spans.bin"), json: file("testing/otel-js-traces.json") },
  logs: { protobuf: Buffer.alloc(0), json: LOGS },
  metrics: { protobuf: file("testing/otel-js/metrics.bin"), json: METRICS },
};
const DECODERS = { traces: decodeTraces, logs: decodeLogs, metrics: decodeMetrics };
const SIGNALS = ["traces", "logs", "metrics"] as const;
const ENCODINGS: readonly Encoding[] = ["protobuf", "json"];

/** A valid body with some bytes exchanged, taken out or put in; lengths and tags lie then. */
const mutated = (body: Buffer) =>
  fc
    .array(fc.tuple(fc.nat(Math.max(0, body.length - 1)), fc.uint8Array({ maxLength: 12 }), fc.nat(6)), {
      minLength: 1,
      maxLength: 4,
    })
    .map((changes) => {
      let bytes = body;
      for (const [at, put, taken] of changes)
        bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + taken)]);
      return bytes;
    });
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, -1, 1e308, "", "x\u0000\ud800", "9".repeat(400), true, "NaN", {}, []),
  fc.jsonValue({ maxDepth: 3 }),
);
/** A valid body in which one value, somewhere, is of another kind. */
const mistyped = (body: Buffer) =>
  fc.tuple(fc.nat(60), value).map(([target, instead]) => {
    let seen = 0;
    const changed: unknown = JSON.parse(body.toString("utf8"), (_name, own: unknown) => {
      seen += 1;
      return seen - 1 === target ? instead : own;
    });
    return Buffer.from(JSON.stringify(changed) ?? "");
  });
const bodyOf = (signal: (typeof SIGNALS)[number], encoding: Encoding) =>
  fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    mutated(VALID[signal][encoding]),
    encoding === "json" ? mistyped(VALID[signal].json) : mutated(VALID.traces.protobuf),
  );

function wayOut(decode: () => unknown): unknown {
  try {
    decode();
    return "documented";
  } catch (error) {
    return error instanceof Undecodable ? "documented" : error;
  }
}

describe("decoders", () => {
  for (const signal of SIGNALS)
    it.each(ENCODINGS)(`${signal} as %s: no bytes make them throw anything but Undecodable`, (encoding) => {
      fc.assert(
        fc.property(bodyOf(signal, encoding), (body) => {
          expect(wayOut(() => DECODERS[signal](body, encoding))).toBe("documented");
        }),
        { numRuns: 300 },
      );
    });

  it("numbers that never end, lengths beyond the end and depth without bound are undecodable", () => {
    const endless = Buffer.alloc(40, 0xff);
    const beyond = Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
    const negative = Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
    const deep = `${'{"arrayValue":{"values":['.repeat(2_000)}${"]}}".repeat(2_000)}`;
    for (const [signal, name] of [
      ["traces", "resourceSpans"],
      ["logs", "resourceLogs"],
      ["metrics", "resourceMetrics"],
    ] as const) {
      for (const body of [endless, beyond, negative])
        expect(() => DECODERS[signal](body, "protobuf")).toThrow(Undecodable);
      const body = `{"${name}":[{"resource":{"attributes":[{"key":"deep","value":${deep}}]}}]}`;
      expect(() => DECODERS[signal](Buffer.from(body), "json")).toThrow(Undecodable);
      const brackets = Buffer.from("[".repeat(100_000));
      expect(() => DECODERS[signal](brackets, "json")).toThrow(Undecodable);
    }
  });
});

describe("the intake", async () => {
  const test = await testDatabase();
  // People are told apart by a keyed digest.
  process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
  process.env.DATABASE_URL = test.url;
  const intake = await aRunningIntake(test, { mostBytes: 100_000 });
  let project = 0;
  let key = "";
  beforeAll(async () => {
    ({ key, project } = await aSender(test, "checkout"));
  });
  afterAll(async () => {
    await intake[Symbol.asyncDispose]();
    await test[Symbol.asyncDispose]();
  });

  const DOCUMENTED = [200, 400, 401, 403, 413, 415, 429];
  const post = async (path: string, body: Uint8Array, headers: Record<string, string>) => {
    const response = await fetch(`${intake.base}${path}`, {
      method: "POST",
      body: new Uint8Array(body),
      headers: { authorization: `Bearer ${key}`, ...headers },
    });
    await response.arrayBuffer();
    return response.status;
  };
  const envelope = file("../errors/fixtures/stream/7-event.envelope");
  const requests = () => {
    const sentry = (kind: string) => `/api/${project}/${kind}/?sentry_key=${key}`;
    return [
      ...SIGNALS.flatMap((signal) =>
        ENCODINGS.map((encoding) => ({
          path: `/v1/${signal}`,
          type: encoding === "json" ? "application/json" : "application/x-protobuf",
          body: bodyOf(signal, encoding),
        })),
      ),
      { path: sentry("envelope"), type: "text/plain", body: mutated(envelope) },
      {
        path: sentry("store"),
        type: "application/json",
        body: mistyped(
          json({ message: "m", exception: { values: [{ type: "E", stacktrace: { frames: [{}] } }] } }),
        ),
      },
    ];
  };
  const PACKINGS = [
    { encoding: "", pack: (body: Buffer) => body },
    { encoding: "gzip", pack: (body: Buffer) => gzipSync(body) },
    { encoding: "gzip", pack: (body: Buffer) => gzipSync(body).subarray(0, -9) },
    { encoding: "br", pack: (body: Buffer) => body },
    { encoding: "zstd", pack: (body: Buffer) => body },
    { encoding: "deflate", pack: (body: Buffer) => gzipSync(body) },
    { encoding: "gzip", pack: (body: Buffer) => gzipSync(Buffer.concat([body, Buffer.alloc(5_000_000)])) },
    { encoding: "constructor", pack: (body: Buffer) => body },
  ];

  it("answers every endpoint as documented, whatever is sent and however it is packed, and answers afterwards", async () => {
    const all = requests().flatMap(({ path, type, body }, at) =>
      fc.sample(body, { numRuns: 8, seed: 4_711 + at }).map((bytes, index) => {
        const { encoding, pack } = PACKINGS[index % PACKINGS.length] ?? PACKINGS[0]!;
        return post(path, pack(bytes), {
          "content-type": type,
          ...(encoding && { "content-encoding": encoding }),
        });
      }),
    );
    for (const status of await Promise.all(all)) expect(DOCUMENTED).toContain(status);
    const valid = await post("/v1/traces", VALID.traces.protobuf, {
      "content-type": "application/x-protobuf",
    });
    expect(valid).toBe(200);
  });
});
