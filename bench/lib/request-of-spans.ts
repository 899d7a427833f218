import { randomBytes } from "node:crypto";

export const SPANS = 512;

const bytes = (field: number, value: Buffer): Buffer =>
  Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
const text = (field: number, value: string) => bytes(field, Buffer.from(value));
function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128);
  return Buffer.from([...out, rest]);
}
const fixed64 = (field: number, value: bigint): Buffer => {
  const out = Buffer.alloc(9);
  out[0] = field * 8 + 1;
  out.writeBigUInt64LE(value, 1);
  return out;
};
const attribute = (key: string, value: string | number): Buffer =>
  bytes(
    9,
    Buffer.concat([
      text(1, key),
      bytes(
        2,
        typeof value === "string" ? text(1, value) : Buffer.concat([Buffer.from([24]), varint(value)]),
      ),
    ]),
  );

/** A request of 512 spans with ten attributes each, eight to a trace, as an HTTP service sends them. */
export function requestOfSpans(): Buffer {
  const now = BigInt(Date.now()) * 1_000_000n;
  let traceId = randomBytes(16);
  const spans = Array.from({ length: SPANS }, (_, index) => {
    if (index % 8 === 0) traceId = randomBytes(16);
    return bytes(
      2,
      Buffer.concat([
        bytes(1, traceId),
        bytes(2, randomBytes(8)),
        ...(index % 8 === 0 ? [] : [bytes(4, randomBytes(8))]),
        text(5, "GET"),
        Buffer.from([0x30, index % 8 === 0 ? 2 : 3]),
        fixed64(7, now - BigInt(index * 1_000)),
        fixed64(8, now + BigInt(Math.floor(Math.random() * 50_000_000))),
        attribute("http.request.method", "GET"),
        attribute("url.path", `/orders/${Math.floor(Math.random() * 1e6)}/lines`),
        attribute("http.response.status_code", 200),
        attribute("server.address", "localhost"),
        attribute("server.port", 4000),
        attribute("client.address", "127.0.0.1"),
        attribute("network.protocol.version", "1.1"),
        attribute("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) load"),
        attribute("url.scheme", "http"),
        attribute("http.route", `/orders/{id}/${index % 20}`),
      ]),
    );
  });
  const resource = bytes(
    1,
    bytes(1, Buffer.concat([text(1, "service.name"), bytes(2, text(1, "tide-tables"))])),
  );
  return bytes(1, Buffer.concat([resource, bytes(2, Buffer.concat(spans))]));
}
