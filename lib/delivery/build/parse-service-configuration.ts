import { isNode, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";

import { CheckDefinition } from "@/lib/checks/contract";

import { BuildFailed } from "./build";
import { DECLARATION_KEYS } from "./declared-variables";
import { nearestName } from "./nearest-name";
import { ServiceConfiguration } from "./service-configuration";

/** Reads `slipway.yaml`; every problem becomes a sentence with its line. Throws BuildFailed. */
export function parseServiceConfiguration(text: string, fileName: string): ServiceConfiguration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntaxError] = document.errors;
  if (syntaxError) {
    throw invalid(
      fileName,
      lines.linePos(syntaxError.pos[0]).line,
      `is not valid YAML: ${syntaxError.message}`,
    );
  }
  const value = toPlainValue(document, fileName);
  if (value === null || value === undefined) return {};
  const parsed = ServiceConfiguration.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw first ? explainIssue(first, document, lines, fileName) : invalid(fileName, 1, "is not valid");
}

function toPlainValue(document: Document, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    // Aliases that multiply ("billion laughs") or point nowhere.
    throw invalid(
      fileName,
      1,
      `cannot be read: ${error instanceof Error ? error.message : "unknown reason"}`,
    );
  }
}

function explainIssue(
  issue: z.core.$ZodIssue,
  document: Document,
  lines: LineCounter,
  fileName: string,
): BuildFailed {
  if (issue.code === "invalid_union") {
    // Of a list and a map the one that was meant is the one whose shape is right and whose content is not.
    const [inner] = issue.errors.find(([first]) => first && first.path.length > 0) ?? [];
    if (inner)
      return explainIssue({ ...inner, path: [...issue.path, ...inner.path] }, document, lines, fileName);
    const where = lineOf(issue.path, document, lines);
    return invalid(fileName, where, `"${issue.path.join(".")}" must be a list of names, or names with rules`);
  }
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const known = knownKeysAt(issue.path);
    const nearest = nearestName(key, known);
    const list = known.length > 0 ? `known keys are ${known.join(", ")}.` : "leave it out.";
    const advice = nearest ? `did you mean "${nearest}"?` : list;
    const where = issue.path.length === 0 ? "" : ` in "${issue.path.join(".")}"`;
    const line = lineOf([...issue.path, key], document, lines);
    return invalid(fileName, line, `has an unknown key "${key}"${where}; ${advice}`);
  }
  const name = issue.path.join(".");
  const line = lineOf(issue.path, document, lines);
  if (name === "")
    return invalid(fileName, line, "must hold keys with values, such as `start: node server.js`");
  if (issue.code === "invalid_key")
    return invalid(fileName, line, `"${name}": ${issue.issues[0]?.message ?? ""}`);
  if (issue.code === "custom" && !LISTS.includes(String(issue.path[0])))
    return invalid(fileName, line, issue.message);
  if (issue.code === "invalid_type")
    return invalid(
      fileName,
      line,
      `"${name}" must be a ${issue.expected === "array" ? "list" : issue.expected}`,
    );
  return invalid(fileName, line, `"${name}" ${issue.message}`);
}

/** Keys whose rules say what is wrong with a value; the other ones say whole sentences. */
const LISTS = ["environment", "checks", "dependsOn"];

function knownKeysAt(path: readonly PropertyKey[]): string[] {
  if (path[0] === "checks") return path.length === 2 ? Object.keys(CheckDefinition.shape) : [];
  const { readiness, migrations, ...rest } = ServiceConfiguration.shape;
  if (path[0] === "environment") return DECLARATION_KEYS;
  if (path[0] === "migrations") return Object.keys(migrations.unwrap().shape);
  return path[0] === "readiness"
    ? Object.keys(readiness.unwrap().shape)
    : [...Object.keys(rest), "migrations", "readiness"];
}

/** The line of the key, or of the nearest node around it that exists. */
function lineOf(path: readonly PropertyKey[], document: Document, lines: LineCounter): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1).map(String), true);
    const name = path[length - 1];
    if (!isNode(parent) || !("items" in parent)) continue;
    for (const item of parent.items) {
      const key = typeof item === "object" && item !== null && "key" in item ? item.key : undefined;
      if (isNode(key) && key.toJSON() === name && key.range) return lines.linePos(key.range[0]).line;
    }
  }
  return 1;
}

const invalid = (fileName: string, line: number, problem: string) =>
  new BuildFailed("detect", "invalid_configuration", `${fileName}, line ${line}: ${problem}`);
