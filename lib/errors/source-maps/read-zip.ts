import { inflateRawSync } from "node:zlib";

/** A file in an archive; `read` unpacks it, or throws when it is broken or larger than it may be. */
export type ZipEntry = { sizeBytes: number; read: (mostBytes: number) => Buffer };

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const END_BYTES = 22;
const MOST_COMMENT_BYTES = 65_535;

/**
 * The files of a ZIP archive by their names (APPNOTE 4.3), stored or deflated; neither ZIP64 nor encryption. Something may
 * stand before the archive. Throws RangeError for what is none.
 */
export function readZip(archive: Buffer): Map<string, ZipEntry> {
  const end = findEnd(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const entries = new Map<string, ZipEntry>();
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== CENTRAL) throw new RangeError("The archive has no directory.");
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString("utf8", at + 46, at + 46 + nameLength);
    entries.set(name, entryOf(archive, at));
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(archive: Buffer): number {
  const first = Math.max(0, archive.length - END_BYTES - MOST_COMMENT_BYTES);
  for (let at = archive.length - END_BYTES; at >= first; at -= 1)
    if (archive.readUInt32LE(at) === END) return at;
  throw new RangeError("This is no archive.");
}

function entryOf(archive: Buffer, at: number): ZipEntry {
  const method = archive.readUInt16LE(at + 10);
  const packedBytes = archive.readUInt32LE(at + 20);
  const sizeBytes = archive.readUInt32LE(at + 24);
  const local = archive.readUInt32LE(at + 42);
  const read = (mostBytes: number) => {
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(start, start + packedBytes);
    if (method === 0 && packed.length > mostBytes) throw new RangeError("A file is larger than it may be.");
    if (method === 0) return packed;
    if (method !== 8) throw new RangeError("The archive is packed in a way that is not understood.");
    return inflateRawSync(packed, { maxOutputLength: mostBytes });
  };
  return { sizeBytes, read };
}
