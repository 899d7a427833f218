/** A picture of more would take a browser hundreds of megabytes to show, however few bytes it came in. */
const MOST_PIXELS = 25_000_000;

export type PictureSize = { contentType: string; width: number; height: number };

/**
 * What a file says in its first bytes of being a picture: of which kind, and how large in pixels. Undefined for what is
 * none of PNG, JPEG, GIF and WebP, says no size, or would be too large to show. Never throws.
 * Sources: PNG 3rd edition §11.2.1, JPEG ITU-T T.81 §B.2.2, GIF89a §18, WebP RFC 9649 §2.
 */
export function pictureSizeOf(file: Uint8Array): PictureSize | undefined {
  const bytes = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (const [contentType, read] of READERS) {
    const size = read(bytes);
    if (!size) continue;
    const [width, height] = size;
    return width > 0 && height > 0 && width * height <= MOST_PIXELS
      ? { contentType, width, height }
      : undefined;
  }
  return undefined;
}

type Size = readonly [width: number, height: number];

const READERS: readonly [string, (bytes: DataView) => Size | undefined][] = [
  ["image/png", pngSize],
  ["image/jpeg", jpegSize],
  ["image/gif", gifSize],
  ["image/webp", webpSize],
];

const says = (bytes: DataView, at: number, text: string): boolean =>
  bytes.byteLength >= at + text.length &&
  Array.from(text).every((char, index) => bytes.getUint8(at + index) === char.charCodeAt(0));

function pngSize(bytes: DataView): Size | undefined {
  if (bytes.byteLength < 24 || bytes.getUint8(0) !== 0x89 || !says(bytes, 1, "PNG\r\n\u001A\n"))
    return undefined;
  return says(bytes, 12, "IHDR") ? [bytes.getUint32(16), bytes.getUint32(20)] : undefined;
}

function gifSize(bytes: DataView): Size | undefined {
  if (bytes.byteLength < 10 || !(says(bytes, 0, "GIF87a") || says(bytes, 0, "GIF89a"))) return undefined;
  const screen: Size = [bytes.getUint16(6, true), bytes.getUint16(8, true)];
  const frame = gifFrame(bytes);
  return frame && [Math.max(screen[0], frame[0]), Math.max(screen[1], frame[1])];
}

/** How far the first frame reaches, behind a table of colours and extensions: browsers make the screen as large as that. */
function gifFrame(bytes: DataView): Size | undefined {
  const byte = (at: number) => (at < bytes.byteLength ? bytes.getUint8(at) : 0);
  let at = 13 + ((byte(10) & 0x80) === 0 ? 0 : 3 * 2 ** ((byte(10) & 0x07) + 1));
  while (byte(at) === 0x21) {
    at += 2;
    while (byte(at) > 0) at += byte(at) + 1;
    at += 1;
  }
  if (byte(at) !== 0x2c || at + 9 > bytes.byteLength) return undefined;
  const reach = (from: number) => bytes.getUint16(at + from, true) + bytes.getUint16(at + from + 4, true);
  return [reach(1), reach(3)];
}

function webpSize(bytes: DataView): Size | undefined {
  if (bytes.byteLength < 30 || !says(bytes, 0, "RIFF") || !says(bytes, 8, "WEBP")) return undefined;
  const uint24 = (at: number) => bytes.getUint16(at, true) + bytes.getUint8(at + 2) * 65_536;
  if (says(bytes, 12, "VP8X")) return [uint24(24) + 1, uint24(27) + 1];
  if (says(bytes, 12, "VP8L")) {
    const packed = bytes.getUint32(21, true);
    return [(packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1];
  }
  return says(bytes, 12, "VP8 ")
    ? [bytes.getUint16(26, true) & 0x3fff, bytes.getUint16(28, true) & 0x3fff]
    : undefined;
}

/** The size stands in the header of the frame, behind segments of any number that each say how long they are. */
function jpegSize(bytes: DataView): Size | undefined {
  if (bytes.byteLength < 4 || bytes.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= bytes.byteLength && bytes.getUint8(at) === 0xff) {
    const marker = bytes.getUint8(at + 1);
    if (FRAMES.has(marker)) return [bytes.getUint16(at + 7), bytes.getUint16(at + 5)];
    // Fill bytes, and markers without a segment.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
    else at += 2 + bytes.getUint16(at + 2);
  }
  return undefined;
}
/** SOF0 to SOF15 without the tables that stand among them. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
