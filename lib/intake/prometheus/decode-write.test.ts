import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SenderMemory } from "@/lib/telemetry/intake";
import { encodeWrite, Writer } from "@/lib/telemetry/testing";

import { snappyLength, unpackSnappy } from "../http/snappy";
import { Undecodable } from "../undecodable";
import { decodeWrite } from "./decode-write";

const AT = 1_700_000_000_000;
const decode = (body: Buffer, version: 1 | 2 = 1, memory = new SenderMemory()) =>
  decodeWrite(body, version, "key", memory);
const labels = (name: string, more: Record<string, string> = {}) =>
  Object.entries({ ["__name__"]: name, ...more });

describe("remote_write 1.0", () => {
  it("reads what Prometheus writes, to the last label, and groups it by release and region", () => {
    const body = unpackSnappy(
      encodeWrite([
        { labels: labels("up", { job: "a" }), samples: [{ atMs: AT, value: 1 }] },
        {
          labels: labels("hits_total", { slipway_release_id: "rel_1", slipway_region: "eu" }),
          samples: [
            { atMs: AT, value: 2 },
            { atMs: AT + 15_000, value: 0 },
          ],
        },
      ]),
    );
    expect(decode(body)).toMatchObject({
      samples: 3,
      unkept: { invalid: 0, unsupported: 0 },
      groups: [
        {
          release: undefined,
          records: [{ name: "up", type: "level", points: [{ attributes: { job: "a" }, value: 1 }] }],
        },
        { release: "rel_1", region: "eu", records: [{ name: "hits_total", points: [{ value: 2 }, {}] }] },
      ],
    });
  });

  it("a marker of staleness is nothing that was measured, and any other NaN is invalid", () => {
    const samples = [AT, AT + 1].map((atMs) => ({ atMs, value: Number.NaN }));
    const body = unpackSnappy(encodeWrite([{ labels: labels("up"), samples }]));
    // The payload of a NaN does not survive arithmetic everywhere: it is put there by hand.
    const first = body.indexOf(Buffer.from("000000000000f87f", "hex"));
    body.write("020000000000f07f", first, "hex");
    expect(decode(body)).toMatchObject({ groups: [{ records: [] }], unkept: { invalid: 1 } });
  });

  it("native histograms are exponential ones; those of floats are counted as not supported", () => {
    const native = (fill: (writer: Writer) => void) => {
      const writer = new Writer();
      writer.message(1, () => {
        writer.message(1, () => {
          writer.text(1, "__name__");
          writer.text(2, "wait_seconds");
        });
        writer.message(4, () => {
          fill(writer);
          writer.varint(15, AT);
        });
      });
      return decode(Buffer.from(writer.bytes()));
    };
    const whole = native((writer) => {
      writer.varint(1, 7);
      writer.double(3, 12.5);
      writer.varint(4, 4); // zigzag of 2
      writer.varint(6, 1);
      // Buckets 1 and 2, then a gap of two, then 5: counts 1, 3, 2.
      for (const [offset, length] of [
        [2, 2],
        [4, 1],
      ])
        writer.message(11, () => {
          writer.varint(1, offset ?? 0);
          writer.varint(2, length ?? 0);
        });
      for (const delta of [2, 4, 1]) writer.message(12, () => writer.raw(delta));
    });
    expect(whole.groups[0]?.records).toMatchObject([
      {
        name: "wait_seconds",
        type: "histogram",
        unit: "s",
        points: [
          {
            count: 7,
            sum: 12.5,
            buckets: { kind: "exponential", scale: 2, zeroCount: 1, offset: 0, counts: [1, 3, 0, 0, 2] },
          },
        ],
      },
    ]);
    expect(native((writer) => writer.double(2, 1.5)).unkept.unsupported).toBe(1);
    const endless = native((writer) => {
      writer.message(11, () => writer.varint(2, 4_294_967_295));
      writer.message(12, () => writer.raw(2));
    });
    expect(endless.groups[0]?.records).toMatchObject([{ points: [{ buckets: { counts: [1] } }] }]);
  });
});

describe("remote_write 2.0", () => {
  it("reads symbols, the type that comes with each series, and since when it counts", () => {
    const writer = new Writer();
    for (const symbol of ["", "__name__", "old_requests", "code", "200", "seconds"]) writer.text(4, symbol);
    writer.message(5, () => {
      for (const ref of [1, 2, 3, 4]) writer.message(1, () => writer.raw(ref));
      writer.message(2, () => {
        writer.double(1, 5);
        writer.varint(2, AT);
        writer.varint(3, AT - 60_000);
      });
      writer.message(5, () => {
        writer.varint(1, 1);
        writer.varint(4, 5);
      });
    });
    expect(decode(Buffer.from(writer.bytes()), 2).groups[0]?.records).toMatchObject([
      {
        name: "old_requests",
        type: "counter",
        unit: "s",
        points: [{ attributes: { code: "200" }, value: 5, startNs: BigInt(AT - 60_000) * 1_000_000n }],
      },
    ]);
    const wrong = new Writer();
    wrong.message(5, () => wrong.message(1, () => wrong.raw(9)));
    expect(() => decode(Buffer.from(wrong.bytes()), 2)).toThrow(Undecodable);
  });
});

function troubleOf(run: () => unknown): string {
  try {
    run();
    return "none";
  } catch (error) {
    return error instanceof Error ? error.name : "unknown";
  }
}

describe("whatever comes", () => {
  it("a body is read or refused in words, however it was broken", () => {
    const good = unpackSnappy(
      encodeWrite([{ labels: labels("a_bucket", { le: "1" }), samples: [{ atMs: AT, value: 1 }] }]),
    );
    const broken = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(
        broken,
        fc.uint8Array({ maxLength: 80 }),
        fc.constantFrom(1 as const, 2 as const),
        (changes, end, version) => {
          const body = Buffer.concat([good, end]);
          for (const [at, byte] of changes) body[at] = byte;
          expect(troubleOf(() => decode(body, version))).toMatch(/^(none|Undecodable)$/);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("what snappy packed is unpacked to the same, and a broken block ends in an error and never goes on for ever", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("abc", "abcabcabc", "x", "\u0000", "longer words repeat"), {
          maxLength: 400,
        }),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
        (words, changes) => {
          const name = words.join("");
          const packed = encodeWrite([{ labels: [[name, ""]], samples: [] }]);
          expect(unpackSnappy(packed).includes(name)).toBe(true);
          const broken = Buffer.from(packed);
          for (const [at, byte] of changes) broken[at % broken.length] = byte;
          const read = () => snappyLength(broken) < 100_000 && unpackSnappy(broken);
          expect(troubleOf(read)).toMatch(/^(none|NotSnappy)$/);
        },
      ),
      { numRuns: 200 },
    );
    // A literal of a negative length, at which other readers go round in circles.
    expect(() => unpackSnappy(Buffer.from([20, 0xfc, 0xf0, 0xff, 0xff, 0xff, 1, 2, 3, 4]))).toThrow(
      "literal",
    );
  });
});
