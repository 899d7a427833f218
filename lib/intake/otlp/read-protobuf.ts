import type { Attributes, AttributeValue } from "@/lib/telemetry/contract";

import { MOST_DEPTH, Undecodable } from "../undecodable";
import type { Field, Message, Read, Scalar } from "./messages";

/**
 * Reads a message of protobuf by its table, without a generator and without the runtime that generated code needs. Fields
 * that the table does not name are skipped.
 */
export function readProtobuf<M extends Message>(buffer: Buffer, message: M): Read<M> {
  const read = new Reader(buffer).message(buffer.length, compile(message), 0);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table that was walked is what the type is made of
  return read as Read<M>;
}

type Compiled = (
  | { name: string; type: Scalar; inner?: undefined }
  | { name: string; inner: Compiled; isList: boolean }
  | undefined
)[];
const compiledOf = new WeakMap<Message, Compiled>();

function compile(message: Message): Compiled {
  const known = compiledOf.get(message);
  if (known) return known;
  const fields: Compiled = [];
  for (const [name, field] of Object.entries(message)) fields[field[0]] = compiledField(name, field);
  compiledOf.set(message, fields);
  return fields;
}

const compiledField = (name: string, [, type, many]: Field): NonNullable<Compiled[number]> =>
  typeof type === "string" ? { name, type } : { name, inner: compile(type), isList: many === "list" };

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };
const WIRE_OF: Record<Scalar, number> = {
  text: WIRE.bytes,
  texts: WIRE.bytes,
  hex: WIRE.bytes,
  value: WIRE.bytes,
  attributes: WIRE.bytes,
  doubles: WIRE.bytes,
  fixed64s: WIRE.bytes,
  varints: WIRE.bytes,
  fixed64: WIRE.fixed64,
  sfixed64: WIRE.fixed64,
  double: WIRE.fixed64,
  fixed32: WIRE.fixed32,
  varint: WIRE.varint,
  zigzag: WIRE.varint,
  flag: WIRE.varint,
};

class Reader {
  #at = 0;
  constructor(private readonly buffer: Buffer) {}

  message(end: number, fields: Compiled, depth: number): Record<string, unknown> {
    if (depth > MOST_DEPTH) throw new Undecodable("The message is nested too deeply.");
    const read: Record<string, unknown> = {};
    while (this.#at < end) {
      const tag = this.#varint(end);
      const wire = tag & 7;
      const field = fields[tag >>> 3];
      if (field === undefined) this.#skip(wire, end);
      else if (field.inner) {
        if (wire !== WIRE.bytes) this.#skip(wire, end);
        else {
          const inner = this.message(this.#length(end), field.inner, depth + 1);
          const list = read[field.name];
          if (!field.isList) read[field.name] = inner;
          else if (Array.isArray(list)) list.push(inner);
          else read[field.name] = [inner];
        }
      } else this.#scalar(read, field.name, field.type, wire, end, depth);
    }
    if (this.#at !== end) throw new Undecodable("A field ends beyond its message.");
    return read;
  }

  #scalar(
    read: Record<string, unknown>,
    name: string,
    type: Scalar,
    wire: number,
    end: number,
    depth: number,
  ) {
    if (wire !== WIRE_OF[type]) {
      // Numbers of a list need not be packed.
      const list = read[name];
      const into: unknown[] = Array.isArray(list) ? list : [];
      if ((type === "doubles" || type === "fixed64s") && wire === WIRE.fixed64)
        into.push(type === "doubles" ? this.#double(end) : Number(this.#fixed64(end)));
      else if (type === "varints" && wire === WIRE.varint) into.push(this.#varint(end));
      else return this.#skip(wire, end);
      read[name] = into;
      return;
    }
    switch (type) {
      case "text":
        read[name] = this.#text(this.#length(end));
        return;
      case "texts": {
        const list = read[name];
        const into: unknown[] = Array.isArray(list) ? list : [];
        into.push(this.#text(this.#length(end)));
        read[name] = into;
        return;
      }
      case "hex":
        read[name] = this.#hex(this.#length(end));
        return;
      case "fixed64":
        read[name] = this.#fixed64(end);
        return;
      case "sfixed64":
        read[name] = BigInt.asIntN(64, this.#fixed64(end));
        return;
      case "double":
        read[name] = this.#double(end);
        return;
      case "fixed32":
        read[name] = this.buffer.readUInt32LE(this.#take(4, end));
        return;
      case "varint":
        read[name] = this.#varint(end);
        return;
      case "zigzag": {
        const value = this.#varint(end) >>> 0;
        read[name] = (value >>> 1) ^ -(value & 1);
        return;
      }
      case "flag":
        read[name] = this.#varint(end) !== 0;
        return;
      case "value":
        read[name] = this.#value(this.#length(end), depth + 1);
        return;
      case "attributes": {
        const own = read[name];
        const attributes: Attributes = isAttributes(own) ? own : {};
        this.#keyValue(this.#length(end), attributes, depth + 1);
        read[name] = attributes;
        return;
      }
      case "doubles":
      case "fixed64s":
      case "varints": {
        const list = read[name];
        const into: unknown[] = Array.isArray(list) ? list : [];
        const listEnd = this.#length(end);
        while (this.#at < listEnd)
          into.push(
            type === "doubles"
              ? this.#double(listEnd)
              : type === "varints"
                ? this.#varint(listEnd)
                : Number(this.#fixed64(listEnd)),
          );
        read[name] = into;
      }
    }
  }

  #keyValue(end: number, into: Attributes, depth: number): void {
    let key = "";
    let value: AttributeValue = null;
    while (this.#at < end) {
      const tag = this.#varint(end);
      if (tag === 10) key = this.#text(this.#length(end));
      else if (tag === 18) value = this.#value(this.#length(end), depth);
      else this.#skip(tag & 7, end);
    }
    if (this.#at !== end) throw new Undecodable("An attribute ends beyond its message.");
    putAttribute(into, key, value);
  }

  #value(end: number, depth: number): AttributeValue {
    if (depth > MOST_DEPTH) throw new Undecodable("A value is nested too deeply.");
    let value: AttributeValue = null;
    while (this.#at < end) {
      const tag = this.#varint(end);
      if (tag === 10) value = this.#text(this.#length(end));
      else if (tag === 16) value = this.#varint(end) !== 0;
      else if (tag === 24) value = this.#int64(end);
      else if (tag === 33) value = this.#double(end);
      else if (tag === 42) value = this.#list(this.#length(end), depth + 1);
      else if (tag === 50) value = this.#map(this.#length(end), depth + 1);
      else if (tag === 58) {
        const valueEnd = this.#length(end);
        value = this.buffer.toString("base64", this.#at, valueEnd);
        this.#at = valueEnd;
      } else this.#skip(tag & 7, end);
    }
    if (this.#at !== end) throw new Undecodable("A value ends beyond its message.");
    return value;
  }

  #list(end: number, depth: number): AttributeValue[] {
    const list: AttributeValue[] = [];
    while (this.#at < end) {
      const tag = this.#varint(end);
      if (tag === 10) list.push(this.#value(this.#length(end), depth));
      else this.#skip(tag & 7, end);
    }
    return list;
  }

  #map(end: number, depth: number): Attributes {
    const map: Attributes = {};
    while (this.#at < end) {
      const tag = this.#varint(end);
      if (tag === 10) this.#keyValue(this.#length(end), map, depth);
      else this.#skip(tag & 7, end);
    }
    return map;
  }

  #take(bytes: number, end: number): number {
    const at = this.#at;
    this.#at += bytes;
    if (this.#at > end) throw new Undecodable("The message ends in the middle of a number.");
    return at;
  }

  #text(end: number): string {
    const text = this.buffer.toString("utf8", this.#at, end);
    this.#at = end;
    return text;
  }

  #hex(end: number): string {
    const text = this.buffer.toString("hex", this.#at, end);
    this.#at = end;
    return text;
  }

  #fixed64(end: number): bigint {
    return this.buffer.readBigUInt64LE(this.#take(8, end));
  }

  #double(end: number): number {
    return this.buffer.readDoubleLE(this.#take(8, end));
  }

  /** Where a field with its length before it ends. */
  #length(end: number): number {
    const length = this.#varint(end);
    const fieldEnd = this.#at + length;
    if (fieldEnd > end) throw new Undecodable("A field is longer than its message.");
    return fieldEnd;
  }

  /** Exact up to 2^53; beyond that nothing of ours has a meaning. */
  #varint(end: number): number {
    let value = 0;
    let factor = 1;
    for (let bytes = 0; bytes < 10; bytes += 1) {
      if (this.#at >= end) throw new Undecodable("The message ends in the middle of a number.");
      const byte = this.buffer[this.#at] ?? 0;
      this.#at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new Undecodable("A number is longer than ten bytes.");
  }

  /** A number where that is exact, else text. */
  #int64(end: number): number | string {
    const from = this.#at;
    const value = this.#varint(end);
    if (this.#at - from < 8) return value;
    let exact = 0n;
    for (let at = from, shift = 0n; at < this.#at; at += 1, shift += 7n)
      exact |= BigInt((this.buffer[at] ?? 0) & 0x7f) << shift;
    const signed = BigInt.asIntN(64, exact);
    const short = Number(signed);
    return Number.isSafeInteger(short) ? short : signed.toString();
  }

  #skip(wire: number, end: number): void {
    if (wire === WIRE.varint) this.#varint(end);
    else if (wire === WIRE.fixed64) this.#take(8, end);
    else if (wire === WIRE.bytes) this.#at = this.#length(end);
    else if (wire === WIRE.fixed32) this.#take(4, end);
    else throw new Undecodable("A field has a type that there is not.");
  }
}

const isAttributes = (value: unknown): value is Attributes => typeof value === "object" && value !== null;

/** Also a key like `__proto__` is one of its own. */
export function putAttribute(into: Attributes, key: string, value: AttributeValue): void {
  if (key === "__proto__")
    Object.defineProperty(into, key, { value, enumerable: true, writable: true, configurable: true });
  else into[key] = value;
}
