import { readFileSync } from "node:fs";

import { expect, test } from "vitest";
import { z } from "zod";

import { parsePipeline } from "../rules/pipeline";
import { PipelineDefinition } from "./pipeline";

const document = readFileSync("docs/pipelines.md", "utf8");

const examples = [...document.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);

test.each(examples)("an example of docs/pipelines.md is a pipeline: %s", (text) => {
  const environments = ["dev", "staging", "eu-staging", "us-staging", "production"];
  expect(parsePipeline(text, environments, ["harbour"]).stages.length).toBeGreaterThan(0);
});

test("docs/pipelines.md names every key with its meaning and its default", () => {
  const [, told = ""] = /<!-- keys -->\n(.*?)<!-- \/keys -->/s.exec(document) ?? [];
  expect(told.trim()).toBe(keysOf(z.toJSONSchema(PipelineDefinition, { io: "input" })).join("\n"));
});

type Schema = z.core.JSONSchema.BaseSchema;

/** A line per key; those of a map or of a list's items stand below it. */
function keysOf(schema: Schema, path = ""): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    if (typeof value === "boolean") return [];
    const name = path === "" ? key : `${path}.${key}`;
    const fallback =
      value.default === undefined
        ? ""
        : ` Default: \`${JSON.stringify(value.default).replaceAll('"', "")}\`.`;
    const words = value.enum ? ` One of ${value.enum.map((word) => `\`${String(word)}\``).join(", ")}.` : "";
    const items = value.items;
    const inner = typeof items === "object" && !Array.isArray(items) ? keysOf(items, `${name}[]`) : [];
    const means = [value.description ?? "", words.trim(), fallback.trim()].filter(Boolean).join(" ");
    return [`- \`${name}\`${means === "" ? "" : `: ${means}`}`, ...keysOf(value, name), ...inner];
  });
}
