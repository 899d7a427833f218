import { readFileSync } from "node:fs";

import { expect, test } from "vitest";
import { z } from "zod";

import { keysOf } from "@/lib/core/testing-documents";

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
