import { buffer } from "node:stream/consumers";

import { expect, it } from "vitest";

import { createUnzstd, Unzstd } from "./zstd";

type Block = { type: 0 | 1; size: number; bytes: Uint8Array };

/** A frame of RFC 8878 by hand, because Node 20 packs none: raw blocks, and ones that say one byte many times. */
function frame(windowDescriptor: number, blocks: readonly Block[]): Buffer {
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, windowDescriptor]),
    ...blocks.flatMap(({ type, size, bytes }, index) => {
      const header = Buffer.alloc(3);
      header.writeUIntLE((size << 3) | (type << 1) | (index === blocks.length - 1 ? 1 : 0), 0, 3);
      return [header, bytes];
    }),
  ]);
}
const raw = (text: string): Block => ({ type: 0, size: Buffer.byteLength(text), bytes: Buffer.from(text) });
const repeated = (size: number): Block => ({ type: 1, size, bytes: Buffer.from("x") });
/** 2^(10 + exponent) bytes. */
const window = (exponent: number) => exponent << 3;

function unpack(stream: NodeJS.ReadWriteStream, body: Buffer, chunkBytes = body.length) {
  for (let at = 0; at < body.length; at += chunkBytes) stream.write(body.subarray(at, at + chunkBytes));
  stream.end();
  return buffer(stream).then((bytes) => bytes.toString("utf8"));
}

it.each([
  ["whatever this Node has", createUnzstd],
  ["fzstd", () => new Unzstd()],
])("unpacks with %s, however the body is cut, and refuses what is none", async (_name, create) => {
  const body = frame(window(7), [raw("high "), repeated(3), raw(" tide and some more of it")]);
  for (const size of [1, 7, body.length])
    expect(await unpack(create(), body, size)).toBe("high xxx tide and some more of it");
  await expect(unpack(create(), Buffer.from("no zstd at all, but text"))).rejects.toThrow(/./);
  await expect(unpack(create(), body.subarray(0, -4))).rejects.toThrow(/./);
});

it("a window larger than eight megabytes, and work without end, are refused at once", async () => {
  await expect(unpack(new Unzstd(), frame(window(20), [raw("a".repeat(30))]))).rejects.toThrow(
    "room or time",
  );
  const bomb = frame(
    window(13),
    Array.from({ length: 20_000 }, () => repeated(1)),
  );
  await expect(unpack(new Unzstd(), bomb)).rejects.toThrow("room or time");
});
