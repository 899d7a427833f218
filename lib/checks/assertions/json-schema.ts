import { isDeepStrictEqual } from "node:util";

import { matchOf } from "./matches";

/** A schema asks for something this validator does not know; guessing would pass what nobody looked at. */
export class SchemaTrouble extends Error {
  override name = "SchemaTrouble";
}

/** Says nothing about a value. `format` is an annotation by default, in the specification as well. */
const ANNOTATIONS = new Set(
  "$schema $id $comment $defs definitions title description default examples example deprecated readOnly writeOnly format".split(
    " ",
  ),
);

/**
 * Where a value does not fit a JSON schema (draft 2020-12 without references to other documents), as
 * `path: what is wrong`; undefined when it fits. Throws SchemaTrouble for a keyword it does not know.
 */
export function misfit(value: unknown, schema: unknown, root = schema, path = "$"): string | undefined {
  if (typeof schema === "boolean") return schema ? undefined : `${path}: nothing may be here`;
  if (!isRecord(schema)) throw new SchemaTrouble(`The schema at ${path} is no object.`);
  for (const [keyword, wanted] of Object.entries(schema)) {
    if (ANNOTATIONS.has(keyword) || PARTNERS.has(keyword)) continue;
    const rule = RULES[keyword];
    if (!rule) throw new SchemaTrouble(`The schema uses ${keyword}, which is not known here.`);
    const trouble = rule({ value, wanted, schema, root, path });
    if (trouble) return trouble.startsWith("$") ? trouble : `${path}: ${trouble}`;
  }
  return undefined;
}

type Question = {
  value: unknown;
  wanted: unknown;
  schema: Readonly<Record<string, unknown>>;
  root: unknown;
  path: string;
};
type Rule = (question: Question) => string | undefined;

/** Read by the rule of another keyword. */
const PARTNERS = new Set(["nullable"]);

const unless = (holds: boolean, trouble: string) => (holds ? undefined : trouble);
const ofNumber =
  (words: string, holds: (value: number, wanted: number) => boolean): Rule =>
  ({ value, wanted }) =>
    unless(typeof value !== "number" || holds(value, Number(wanted)), `expected ${words} ${String(wanted)}`);
const ofSize =
  (words: string, sizeOf: (value: unknown) => number | undefined, isMinimum: boolean): Rule =>
  ({ value, wanted }) => {
    const size = sizeOf(value);
    const holds = size === undefined || (isMinimum ? size >= Number(wanted) : size <= Number(wanted));
    return unless(holds, `expected at ${isMinimum ? "least" : "most"} ${String(wanted)} ${words}`);
  };
const characters = (value: unknown) => (typeof value === "string" ? Array.from(value).length : undefined);
const items = (value: unknown) => (Array.isArray(value) ? value.length : undefined);
const keys = (value: unknown) => (isRecord(value) ? Object.keys(value).length : undefined);
const schemas = (wanted: unknown): unknown[] => (Array.isArray(wanted) ? wanted : []);
const fits =
  ({ value, root, path }: Question) =>
  (schema: unknown) =>
    misfit(value, schema, root, path) === undefined;

const RULES: Record<string, Rule> = {
  type: ({ value, wanted, schema }) =>
    unless(
      [wanted].flat().some((type) => hasType(value, type)) || (schema.nullable === true && value === null),
      `expected ${[wanted].flat().join(" or ")}`,
    ),
  enum: ({ value, wanted }) =>
    unless(
      schemas(wanted).some((each) => isDeepStrictEqual(each, value)),
      `expected one of ${JSON.stringify(wanted)}`,
    ),
  const: ({ value, wanted }) =>
    unless(isDeepStrictEqual(value, wanted), `expected ${JSON.stringify(wanted)}`),
  minimum: ofNumber("at least", (value, wanted) => value >= wanted),
  maximum: ofNumber("at most", (value, wanted) => value <= wanted),
  exclusiveMinimum: ofNumber("more than", (value, wanted) => value > wanted),
  exclusiveMaximum: ofNumber("less than", (value, wanted) => value < wanted),
  multipleOf: ofNumber("a multiple of", (value, wanted) => Number.isInteger(value / wanted)),
  minLength: ofSize("characters", characters, true),
  maxLength: ofSize("characters", characters, false),
  minItems: ofSize("items", items, true),
  maxItems: ofSize("items", items, false),
  minProperties: ofSize("keys", keys, true),
  maxProperties: ofSize("keys", keys, false),
  pattern: ({ value, wanted }) =>
    unless(
      typeof value !== "string" || matchOf(String(wanted), value) !== undefined,
      `expected to match /${String(wanted)}/`,
    ),
  uniqueItems: ({ value, wanted }) =>
    unless(
      wanted !== true ||
        !Array.isArray(value) ||
        new Set(value.map((item) => JSON.stringify(item, sortedKeys))).size === value.length,
      "expected no item twice",
    ),
  required: ({ value, wanted }) => {
    const missing = isRecord(value)
      ? schemas(wanted).find((key) => !Object.hasOwn(value, String(key)))
      : undefined;
    return unless(missing === undefined, `${String(missing)} is missing`);
  },
  properties: ({ value, wanted, root, path }) =>
    isRecord(value) && isRecord(wanted)
      ? first(Object.entries(wanted), ([key, inner]) =>
          Object.hasOwn(value, key) ? misfit(value[key], inner, root, `${path}.${key}`) : undefined,
        )
      : undefined,
  additionalProperties: ({ value, wanted, schema, root, path }) => {
    if (!isRecord(value)) return undefined;
    const known = isRecord(schema.properties) ? schema.properties : {};
    return first(Object.entries(value), ([key, inner]) =>
      Object.hasOwn(known, key) ? undefined : misfit(inner, wanted, root, `${path}.${key}`),
    );
  },
  items: ({ value, wanted, schema, root, path }) =>
    Array.isArray(value)
      ? first([...value.entries()].slice(schemas(schema.prefixItems).length), ([index, item]) =>
          misfit(item, wanted, root, `${path}[${index}]`),
        )
      : undefined,
  prefixItems: ({ value, wanted, root, path }) =>
    Array.isArray(value)
      ? first([...schemas(wanted).entries()], ([index, inner]) =>
          index in value ? misfit(value[index], inner, root, `${path}[${index}]`) : undefined,
        )
      : undefined,
  allOf: ({ value, wanted, root, path }) =>
    first(schemas(wanted), (inner) => misfit(value, inner, root, path)),
  anyOf: (question) => unless(schemas(question.wanted).some(fits(question)), "expected to fit one of anyOf"),
  oneOf: (question) =>
    unless(
      schemas(question.wanted).filter(fits(question)).length === 1,
      "expected to fit exactly one of oneOf",
    ),
  not: (question) => unless(!fits(question)(question.wanted), "expected not to fit"),
  $ref: ({ value, wanted, root, path }) => misfit(value, referred(String(wanted), root), root, path),
};

/** Two equal values are written alike. */
const sortedKeys = (_: string, value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

function first<T>(all: readonly T[], judge: (each: T) => string | undefined): string | undefined {
  for (const each of all) {
    const trouble = judge(each);
    if (trouble) return trouble;
  }
  return undefined;
}

function referred(reference: string, root: unknown): unknown {
  if (!reference.startsWith("#"))
    throw new SchemaTrouble(`The schema refers to ${reference}, which is another document.`);
  const found = reference
    .slice(1)
    .split("/")
    .filter(Boolean)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), root);
  if (found === undefined) throw new SchemaTrouble(`The schema refers to ${reference}, which is not there.`);
  return found;
}

function hasType(value: unknown, type: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isRecord(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
