import { readFileSync } from "node:fs";

import { expect, test } from "vitest";
import { z } from "zod";

import { keysOf } from "@/lib/core/testing-documents";

import { parseServiceConfiguration } from "./parse-service-configuration";
import { ServiceConfiguration } from "./service-configuration";

const document = readFileSync("docs/slipway-yaml.md", "utf8");
const examples = [...document.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);

test.each(examples)("an example of docs/slipway-yaml.md is a slipway.yaml: %s", (text) => {
  expect(Object.keys(parseServiceConfiguration(text, "slipway.yaml"))).not.toEqual([]);
});

test("docs/slipway-yaml.md names every key with its meaning and its default", () => {
  const [, told = ""] = /<!-- keys -->\n(.*?)<!-- \/keys -->/s.exec(document) ?? [];
  const schema = z.toJSONSchema(ServiceConfiguration, { io: "input" });
  expect(told.trim()).toBe(keysOf(schema, ["checks[].steps[]"]).join("\n"));
});
