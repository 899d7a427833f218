import type { Node, RangeVar } from "libpg-query";

/** What the statements before created in the same migration: nobody else can know it yet, so it may be changed freely. */
export type Fresh = {
  relations: Set<string>;
  /** `table.column`, with whether an earlier release that does not name it leaves it null. */
  columns: Map<string, { isNullWhenLeftOut: boolean }>;
};

export const nothingFresh = (): Fresh => ({ relations: new Set(), columns: new Map() });

/** The table's name, with its schema unless that is the usual one. */
export const relationName = (relation: RangeVar | undefined): string =>
  dotted([relation?.schemaname, relation?.relname]);

/** A name as DROP and ALTER TYPE have it: a list of strings, or a type. */
export function objectName(node: Node | undefined): string {
  if (!node) return "";
  if ("List" in node) return stringsOf(node.List.items);
  if ("TypeName" in node) return stringsOf(node.TypeName.names);
  if ("ObjectWithArgs" in node) return stringsOf(node.ObjectWithArgs.objname);
  return "String" in node ? (node.String.sval ?? "") : "";
}

export const stringsOf = (nodes: readonly Node[] = []): string =>
  dotted(nodes.map((node) => ("String" in node ? node.String.sval : undefined)));

const dotted = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part, index) => part && !(index === 0 && part === "public" && parts.length > 1)).join(".");

export const namesOf = (nodes: readonly Node[] = []): string[] =>
  nodes.flatMap((node) => ("String" in node && node.String.sval) || []);

/** Every value of that kind of node below another one, wherever it stands. */
export function nodesBelow(value: unknown, kind: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => nodesBelow(one, kind));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === kind ? [inner] : nodesBelow(inner, kind)));
}

/** The columns that an expression looks at; the last part of each reference. */
export function columnsIn(expression: Node | undefined): string[] {
  return nodesBelow(expression, "String").flatMap((found) =>
    typeof found === "object" && found !== null && "sval" in found && typeof found.sval === "string"
      ? [found.sval]
      : [],
  );
}
