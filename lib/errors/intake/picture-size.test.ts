import * as fc from "fast-check";
import { expect, it } from "vitest";

import { pictureSizeOf } from "./picture-size";

/** Heads of pictures of three by two pixels, as sharp writes them. */
const HEADS = {
  "image/png": "89504e470d0a1a0a0000000d49484452000000030000000208020000001216f1",
  "image/gif": "474946383961030002008000004c6971ff000021f90405000000002c00000000030002000002",
  // One table, then the frame.
  "image/jpeg": `ffd8ffdb0043${"00".repeat(65)}ffc00011080002000303012200021101031101`,
  "image/webp lossy": "524946463c0000005745425056503820300000003002009d012a030002000140",
  "image/webp lossless": "524946461e000000574542505650384c110000002f024000000750e426d4a3ff",
  "image/webp extended": "524946465e00000057454250565038580a00000010000000020000010000414c",
};
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

it.each(Object.entries(HEADS))("the head of %s says how large it is", (kind, hex) => {
  expect(pictureSizeOf(bytes(hex))).toEqual({ contentType: kind.split(" ")[0], width: 3, height: 2 });
});

it("a picture that would take a browser's memory is none, nor is one of nothing", () => {
  const sized = (size: string) => pictureSizeOf(bytes(HEADS["image/png"].replace("0000000300000002", size)));
  expect(sized("0000ffff0000ffff")).toBeUndefined();
  expect(sized("0000000000000002")).toBeUndefined();
});

it("a GIF is as large as its first frame, whatever its screen says and stands between them", () => {
  const gif = (screen: string, frame: string) =>
    pictureSizeOf(bytes(`474946383961${screen}80000000000000000021fe0241420021f90400000000002c${frame}`));
  expect(gif("01000100", "010001000200010000")).toMatchObject({ width: 3, height: 2 });
  expect(gif("03000200", "000000000100010000")).toMatchObject({ width: 3, height: 2 });
  expect(gif("01000100", "00000000ffffffff00")).toBeUndefined();
});

it("what only says that it is a picture is none", () => {
  expect(pictureSizeOf(new TextEncoder().encode("<svg onload=alert(1)>"))).toBeUndefined();
  expect(pictureSizeOf(new Uint8Array())).toBeUndefined();
});

it("no bytes behind a head make reading throw", () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(HEADS)), fc.nat(40), fc.uint8Array(), (hex, cut, more) => {
      const file = new Uint8Array([...bytes(hex).subarray(0, cut), ...more]);
      expect(() => pictureSizeOf(file)).not.toThrow();
    }),
  );
});
