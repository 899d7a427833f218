import type { Attributes, AttributeValue } from "@/lib/telemetry/contract";

import { MOST_DEPTH, Undecodable } from "../undecodable";
import type { Field, Message, Read, Scalar } from "./messages";
import { putAttribute } from "./read-protobuf";

/**
 * Reads OTLP/JSON by the table of its message. It is not the JSON of protobuf: ids are hexadecimal, numbers of 64 bits
 * come as text or as numbers (SDKs send both), enums are numbers, and fields that are not known are ignored.
 */
export function readJson<M extends Message>(body: Buffer, message: M): Read<M> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    throw new Undecodable("The body is not JSON.");
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table that was walked is what the type is made of
  return readMessage(parsed, message, "body") as Read<M>;
}

function readMessage(given: unknown, message: Message, place: string): Record<string, unknown> {
  const object = objectOf(given, place);
  const read: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(message)) {
    const value = object[name];
    if (value !== undefined && value !== null) read[name] = readField(value, field, name);
  }
  return read;
}

function readField(value: unknown, field: Field, name: string): unknown {
  const [, type, many] = field;
  if (typeof type === "string") return readScalar(value, type, name);
  return many === "list"
    ? listOf(value, name).map((one) => readMessage(one, type, name))
    : readMessage(value, type, name);
}

function readScalar(value: unknown, type: Scalar, name: string): unknown {
  switch (type) {
    case "text":
      if (typeof value !== "string") throw new Undecodable(`${name} must be text.`);
      return value;
    case "texts":
      return listOf(value, name).map(textOf);
    case "hex":
      if (typeof value !== "string" || !/^(?:[0-9a-f]{2})*$/i.test(value))
        throw new Undecodable(`${name} must be hexadecimal digits.`);
      return value.toLowerCase();
    case "fixed64":
    case "sfixed64":
      return integerOf(value, name);
    case "fixed32":
    case "varint":
    case "zigzag":
    case "double":
      return numberOf(value, name);
    case "flag":
      if (typeof value !== "boolean") throw new Undecodable(`${name} must be true or false.`);
      return value;
    case "value":
      return valueOf(value, 0);
    case "attributes":
      return attributesOf(value, 0);
    case "doubles":
    case "fixed64s":
    case "varints":
      return listOf(value, name).map((one) => numberOf(one, name));
  }
}

function integerOf(value: unknown, name: string): bigint {
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  throw new Undecodable(`${name} must be a whole number.`);
}

function numberOf(value: unknown, name: string): number {
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  if (typeof value === "string" && /^-?\d/.test(value) && Number.isFinite(Number(value)))
    return Number(value);
  throw new Undecodable(`${name} must be a number.`);
}

function attributesOf(given: unknown, depth: number): Attributes {
  const attributes: Attributes = {};
  for (const entry of listOf(given, "attributes")) {
    const { key, value } = objectOf(entry, "an attribute");
    if (key !== undefined && typeof key !== "string")
      throw new Undecodable("The key of an attribute must be text.");
    putAttribute(attributes, key ?? "", value === undefined || value === null ? null : valueOf(value, depth));
  }
  return attributes;
}

function valueOf(given: unknown, depth: number): AttributeValue {
  if (depth > MOST_DEPTH) throw new Undecodable("A value is nested too deeply.");
  const value = objectOf(given, "a value");
  if (value.stringValue !== undefined) return textOf(value.stringValue);
  if (value.boolValue !== undefined) return value.boolValue === true;
  if (value.intValue !== undefined) {
    const exact = integerOf(value.intValue, "intValue");
    const short = Number(exact);
    return Number.isSafeInteger(short) ? short : exact.toString();
  }
  if (value.doubleValue !== undefined) return numberOf(value.doubleValue, "doubleValue");
  if (value.arrayValue !== undefined) {
    const { values = [] } = objectOf(value.arrayValue, "arrayValue");
    return listOf(values, "values").map((one) => valueOf(one, depth + 1));
  }
  if (value.kvlistValue !== undefined) {
    const { values = [] } = objectOf(value.kvlistValue, "kvlistValue");
    return attributesOf(values, depth + 1);
  }
  return value.bytesValue === undefined ? null : textOf(value.bytesValue);
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw new Undecodable("A value of text must be text.");
  return value;
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Undecodable(`${name} must be a list.`);
  return value;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function objectOf(value: unknown, name: string): Record<string, unknown> {
  if (!isObject(value)) throw new Undecodable(`${name} must be an object.`);
  return value;
}
