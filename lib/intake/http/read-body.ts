import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import zlib from "node:zlib";

import { snappyLength, unpackSnappy } from "./snappy";
import { createUnzstd } from "./zstd";

/** Why a body was not read to its end. */
export class BodyRefused extends Error {
  override name = "BodyRefused";
  constructor(
    readonly why: "too_large" | "overload" | "encoding" | "broken" | "gone",
    message: string,
  ) {
    super(message);
  }
}

/** Room for bodies, in bytes after decompression, over all requests. */
export type Room = { take(bytes: number): boolean; give(bytes: number): void };

const DECODERS: ReadonlyMap<string, () => Transform> = new Map(
  Object.entries({
    gzip: () => zlib.createGunzip(),
    "x-gzip": () => zlib.createGunzip(),
    deflate: () => zlib.createInflate(),
    br: () => zlib.createBrotliDecompress(),
    zstd: createUnzstd,
  }),
);

export type ReadOptions = {
  mostBytes: number;
  room: Room;
  /** The body is one block of snappy. */
  isSnappy?: boolean | undefined;
};

/**
 * Reads a body, whatever it is packed with, and stops where it unpacks to more than it may: a few bytes can be made of
 * gigabytes. What it holds is taken from `room`; the caller gives it back when it is done with the body, also with a
 * refused one, of which `held` says how much that is.
 */
export function readBody(
  request: IncomingMessage,
  { mostBytes, room, isSnappy = false }: ReadOptions,
): { body: Promise<Buffer>; release: () => void } {
  let held = 0;
  const release = () => {
    room.give(held);
    held = 0;
  };
  const body = new Promise<Buffer>((resolve, reject) => {
    const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
    const isPlain = encoding === "identity" || encoding === "" || isSnappy;
    const decoder = isPlain ? undefined : DECODERS.get(encoding)?.();
    if (!isPlain && !decoder) {
      reject(
        new BodyRefused("encoding", `This content-encoding is not understood: ${encoding.slice(0, 40)}.`),
      );
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    const source = decoder ?? request;
    const refuse = (why: BodyRefused) => {
      // What still comes is thrown away by whoever answers: taken here, its room would never be given back.
      source.off("data", take);
      request.unpipe();
      decoder?.destroy();
      chunks.length = 0;
      reject(why);
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) {
        refuse(tooLarge(mostBytes));
        return;
      }
      if (!room.take(chunk.length)) {
        refuse(noRoom());
        return;
      }
      held += chunk.length;
      chunks.push(chunk);
    };
    source.on("data", take);
    source.on("end", () => {
      const whole = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      if (!isSnappy) {
        resolve(whole);
        return;
      }
      try {
        // A block says first how long it will be, so nothing is unpacked that there is no room for.
        const length = snappyLength(whole);
        if (length > mostBytes) throw tooLarge(mostBytes);
        if (!room.take(length)) throw noRoom();
        held += length;
        resolve(unpackSnappy(whole));
        room.give(whole.length);
        held -= whole.length;
      } catch (error) {
        refuse(error instanceof BodyRefused ? error : new BodyRefused("broken", "The body is not snappy."));
      }
    });
    decoder?.on("error", () => refuse(new BodyRefused("broken", `The body is not ${encoding}.`)));
    request.on("error", () => refuse(new BodyRefused("gone", "The client left.")));
    request.on("close", () => {
      if (!request.complete) refuse(new BodyRefused("gone", "The client left."));
    });
    if (decoder) request.pipe(decoder);
  });
  return { body, release };
}

const tooLarge = (mostBytes: number) =>
  new BodyRefused("too_large", `The body is larger than ${mostBytes} bytes.`);
const noRoom = () => new BodyRefused("overload", "There is more to take in than there is room for.");
