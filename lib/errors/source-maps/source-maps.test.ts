import { deflateRawSync } from "node:zlib";

import * as fc from "fast-check";
import { expect, it } from "vitest";

import { DomainError } from "@/lib/core/errors";

import { aFrame, anEvent } from "../testing-events";
import { MOST_MAP_BYTES } from "./limits";
import { OpenMaps } from "./open-maps";
import { readBundle } from "./read-bundle";
import { openMap, resolveFrames } from "./resolve-frames";

const map = (more: object = {}) =>
  Buffer.from(
    JSON.stringify({
      version: 3,
      sources: ["webpack://shop/./src/pay.ts", "webpack://shop/./node_modules/lib/index.js"],
      sourcesContent: ["one\ntwo\nthree", null],
      names: ["payOrder"],
      // By generated column: the first source's second line, the other source, and a call by its name.
      mappings: [
        [
          [0, 0, 1, 4],
          [10, 1, 0, 0],
          [20, 0, 2, 0, 0],
        ],
      ],
      ...more,
    }),
  );
const ID = "ab".repeat(16);
const resolve = (body: Buffer, ...columns: number[]) => {
  const found = openMap(body);
  const frames = columns.map((column) =>
    aFrame({ module: "app", file: "app.js", function: "e", line: 1, column, debugId: ID }),
  );
  return resolveFrames(anEvent({ stack: frames }), (debugId) => (debugId === ID ? found : undefined)).stack;
};

it("a frame gets its file, place, lines and name from the source, and packages are nobody's own code", () => {
  const [caller, inner, foreign] = resolve(map(), 21, 1, 11);
  expect(inner).toMatchObject({
    file: "src/pay.ts",
    module: null,
    line: 2,
    column: 5,
    function: "payOrder",
    contextLine: "two",
    before: ["one"],
    after: ["three"],
    inApp: true,
  });
  expect(caller).toMatchObject({ line: 3, function: null });
  expect(foreign).toMatchObject({ file: "node_modules/lib/index.js", inApp: false });
});

it.each([
  ["broken", Buffer.from("{"), "The source map is broken."],
  ["of another version", map({ version: 2 }), "The source map is broken."],
  ["without sources", map({ sources: null }), "The source map"],
  ["too large", Buffer.alloc(0), "larger than 16 MB"],
  ["silent about the place", map({ mappings: "" }), "says nothing of this place"],
])("a map that is %s leaves the frame as it was, with a note", (_what, body, note) => {
  const [frame] = resolve(body, 1);
  expect(frame).toMatchObject({ file: "app.js", note: expect.stringContaining(note) });
});

it("what Rollup made itself has a zero character in its name, which must not keep the error away", () => {
  const sources = ["\0vite/preload\0-helper.js", "a.js"];
  const [frame] = resolve(map({ sources, sourcesContent: ["a\0\nb\0", null] }), 1);
  expect(frame).toMatchObject({ file: "vite/preload-helper.js", contextLine: "b\uFFFD" });
  const names = [`pay\0${"y".repeat(9_000)}`];
  const [, named] = resolve(map({ names }), 21, 1);
  expect(named?.function).toMatch(/^pay\uFFFDy{296}$/);
});

it("maps that are open are bounded, also when two requests open the same at once", () => {
  const [first, second] = [map(), map({ names: ["anotherOrder"] })];
  const open = new OpenMaps(first.length + second.length);
  const found = open.open("first", first);
  expect(open.open("first", first)).toBe(found);
  open.open("second", second);
  expect(open.find("first")).toBe(found);
  open.open("third", first);
  expect([open.find("second"), open.find("first")]).toEqual([undefined, found]);
});

/** A ZIP of texts, deflated, and of bytes as they are and said to be none, with what sentry-cli writes in front. */
function zip(files: Record<string, string | Buffer>): Buffer {
  const parts: Buffer[] = [Buffer.from("SYSB\u0002\u0000\u0000\u0000")];
  const directory: Buffer[] = [];
  let at = 8;
  for (const [name, body] of Object.entries(files)) {
    const isText = typeof body === "string";
    const packed = isText ? deflateRawSync(body) : body;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(isText ? 8 : 0, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(isText ? body.length : 0, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(at, 42);
    directory.push(central, Buffer.from(name));
    parts.push(local, Buffer.from(name), packed);
    at += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
const headers = { "debug-id": "ABABABAB-abab-abab-abab-abababababab" };
const BUNDLE = zip({
  "a.map": "{}",
  "manifest.json": JSON.stringify({
    files: { "a.map": { type: "source_map", headers }, "gone.map": { type: "source_map", headers } },
  }),
});

it("maps of a bundle are found by its manifest", () => {
  expect([...readBundle(BUNDLE)]).toEqual([{ debugId: ID, body: Buffer.from("{}") }]);
});

it("no bundle, however damaged, throws anything but a refusal", () => {
  fc.assert(
    fc.property(fc.nat(BUNDLE.length - 1), fc.uint8Array({ maxLength: 8 }), (at, bytes) => {
      const damaged = Buffer.from(BUNDLE);
      damaged.set(bytes.subarray(0, BUNDLE.length - at), at);
      let thrown: unknown;
      try {
        for (const { body } of readBundle(damaged)) expect(body.length).toBeLessThanOrEqual(MOST_MAP_BYTES);
      } catch (error) {
        thrown = error;
      }
      expect(thrown === undefined || thrown instanceof DomainError).toBe(true);
    }),
    { numRuns: 300 },
  );
});

const bundleOf = (...maps: (string | Buffer)[]) => {
  const files = Object.fromEntries(maps.map((body, index) => [`${index}.map`, body]));
  const entries = Object.keys(files).map((name, index) => {
    const id = (index + 1).toString(16).padStart(32, "0");
    return [name, { type: "source_map", headers: { "debug-id": id } }];
  });
  return zip({ ...files, "manifest.json": JSON.stringify({ files: Object.fromEntries(entries) }) });
};

it("a bundle that unpacks to more than it may is refused before it is unpacked whole", () => {
  const most = { maps: 3, bytes: 20 };
  const read = (...maps: string[]) => [...readBundle(bundleOf(...maps), most)].length;
  expect(read("{}", "{}", "{}")).toBe(3);
  expect(() => read("{}", "{}", "{}", "{}")).toThrow(/parts/);
  expect(() => read("{}", "x".repeat(19))).toThrow(/parts/);
});

it("a file that is not packed is not larger than it may be either, whatever the directory says of it", () => {
  expect(() => [...readBundle(bundleOf(Buffer.alloc(MOST_MAP_BYTES + 1)))]).toThrow(DomainError);
});
