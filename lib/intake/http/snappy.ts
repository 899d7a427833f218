/*
 * Snappy's block format (github.com/google/snappy, format_description.txt), in which Prometheus packs what it writes.
 * Written here because what comes is not trusted: the package that packs for us loops without end on a literal whose
 * length does not fit into 31 bits.
 */

class NotSnappy extends Error {
  override name = "NotSnappy";
}

/** How long a block says it is unpacked, before anything is. Throws NotSnappy. */
export const snappyLength = (block: Buffer): number => lengthAt(block).length;

/** Unpacks a block; allocates as much as `snappyLength` says. Throws NotSnappy. */
export function unpackSnappy(block: Buffer): Buffer {
  const { length, end } = lengthAt(block);
  const unpacked = Buffer.alloc(length);
  let at = end;
  let size = 0;
  while (at < block.length) {
    const tag = block[at] ?? 0;
    const kind = tag & 3;
    at += 1;
    if (kind === 0) {
      const extra = Math.max(0, (tag >>> 2) - 59);
      if (at + extra > block.length) throw new NotSnappy("A literal has no length.");
      const literal = (extra === 0 ? tag >>> 2 : block.readUIntLE(at, extra)) + 1;
      at += extra;
      if (at + literal > block.length || size + literal > length)
        throw new NotSnappy("A literal is longer than its block.");
      block.copy(unpacked, size, at, at + literal);
      at += literal;
      size += literal;
      continue;
    }
    const bytes = kind === 1 ? 1 : kind === 2 ? 2 : 4;
    if (at + bytes > block.length) throw new NotSnappy("A copy has no offset.");
    const copied = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    const offset = block.readUIntLE(at, bytes) + (kind === 1 ? (tag >>> 5) * 256 : 0);
    at += bytes;
    if (offset === 0 || offset > size || size + copied > length)
      throw new NotSnappy("A copy reaches beyond its block.");
    // Byte by byte, because a copy may read what it has just written.
    for (let index = 0; index < copied; index += 1)
      unpacked[size + index] = unpacked[size + index - offset] ?? 0;
    size += copied;
  }
  if (size !== length) throw new NotSnappy("The block ends too early.");
  return unpacked;
}

function lengthAt(block: Buffer): { length: number; end: number } {
  let length = 0;
  for (let at = 0; at < 5; at += 1) {
    const byte = block[at];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 128 ** at;
    if (byte < 0x80 && length < 2 ** 32) return { length, end: at + 1 };
  }
  throw new NotSnappy("The block has no length.");
}
