import { Transform, type TransformCallback } from "node:stream";
import zlib from "node:zlib";

import { Decompress } from "fzstd";

/** Decoders need not understand more (RFC 8878, 3.1.1.1.2); a header may ask for two gigabytes. */
const MOST_WINDOW_BITS = 23;
const MOST_WINDOW_BYTES = 2 ** MOST_WINDOW_BITS;
/** fzstd moves its whole window for each block, and blocks may be tiny: about half a second of a core. */
const MOST_MOVED_BYTES = 2 ** 30;
/** ZSTD_d_windowLogMax, which the types of Node 20 do not know. */
const WINDOW_PARAMETER = 100;

type Create = (options: { params: Record<number, number> }) => Transform;
const isCreate = (value: unknown): value is Create => typeof value === "function";
const native: unknown = Object.entries(zlib).find(([name]) => name === "createZstdDecompress")?.[1];

/** Node has zstd of its own from 22.15 on. */
export const createUnzstd = (): Transform =>
  isCreate(native) ? native({ params: { [WINDOW_PARAMETER]: MOST_WINDOW_BITS } }) : new Unzstd();

/** For older Nodes: hands each block on as it comes, so that whoever reads can stop. */
export class Unzstd extends Transform {
  #moved = 0;
  readonly #decompress: Decompress = new Decompress((block) => {
    if (block.length === 0) return;
    const window = windowOf(this.#decompress);
    this.#moved += window;
    if (window > MOST_WINDOW_BYTES || this.#moved > MOST_MOVED_BYTES || this.destroyed)
      throw new Error("The body needs more room or time to unpack than it may have.");
    this.push(Buffer.from(block));
  });

  override _transform(chunk: Uint8Array, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#feed(chunk, false, done);
  }
  override _flush(done: TransformCallback): void {
    this.#feed(new Uint8Array(), true, done);
  }
  #feed(chunk: Uint8Array, isLast: boolean, done: TransformCallback): void {
    try {
      this.#decompress.push(chunk, isLast);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error("The body is not zstd."));
    }
  }
}

/** What the frame under way asks for. fzstd says it nowhere else than in a field of its own. */
function windowOf(decompress: Decompress): number {
  const frame: unknown = Reflect.get(decompress, "s");
  return typeof frame === "object" && frame !== null && "e" in frame && typeof frame.e === "number"
    ? frame.e
    : Number.POSITIVE_INFINITY;
}
