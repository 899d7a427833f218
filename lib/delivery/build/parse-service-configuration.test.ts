import * as fc from "fast-check";
import { expect, test } from "vitest";

import { BuildFailed } from "./build";
import { parseServiceConfiguration } from "./parse-service-configuration";
import { serviceConfigurationJsonSchema } from "./service-configuration";

const problemOf = (text: string): string => {
  try {
    parseServiceConfiguration(text, "slipway.yaml");
  } catch (error) {
    if (error instanceof BuildFailed && error.code === "invalid_configuration") return error.message;
    throw error;
  }
  return "no problem";
};

test("every key is read", () => {
  const text = `build: npm run build
start: node dist/server.js
health: /health
port: HTTP_PORT
migrate: npx migrate
dependsOn: [tide-tables]
readiness:
  interval: 250ms
  timeout: 1s
  deadline: 2m
`;
  expect(parseServiceConfiguration(text, "slipway.yaml")).toEqual({
    build: "npm run build",
    start: "node dist/server.js",
    health: "/health",
    port: "HTTP_PORT",
    migrate: "npx migrate",
    dependsOn: ["tide-tables"],
    readiness: { interval: "250ms", timeout: "1s", deadline: "2m" },
  });
});

test.each([
  ["", "no problem"],
  ["# nothing but a comment\n", "no problem"],
  [
    "start: node .\nhealthPath: /x\n",
    'slipway.yaml, line 2: has an unknown key "healthPath"; did you mean "health"?',
  ],
  [
    "readiness:\n  tcp: false\n  dedline: 30s\n",
    'slipway.yaml, line 3: has an unknown key "dedline" in "readiness"; did you mean "deadline"?',
  ],
  [
    "zebra: 1\n",
    'slipway.yaml, line 1: has an unknown key "zebra"; known keys are build, start, output, singlePage, health, port, migrate, environment, metrics, dependsOn, checks, migrations, readiness.',
  ],
  [
    "\n\nhealth: health\n",
    'slipway.yaml, line 3: "health" must be a path that begins with /, such as /health',
  ],
  ["port: 8080\n", 'slipway.yaml, line 1: "port" must be a string'],
  [
    "port: SLIPWAY_PORT\n",
    'slipway.yaml, line 1: "port" must be the name of an environment variable, such as PORT',
  ],
  ["readiness:\n  deadline: 30\n", 'slipway.yaml, line 2: "readiness.deadline" must be a string'],
  [
    "readiness: { deadline: 30 seconds }\n",
    'slipway.yaml, line 1: "readiness.deadline" must be a duration such as 500ms, 30s or 2m',
  ],
  [
    "environment: DATABASE_URL\n",
    'slipway.yaml, line 1: "environment" must be a list of names, or names with rules',
  ],
  [
    "environment:\n  - OK\n  - 1ST\n",
    'slipway.yaml, line 1: "environment.1" Use letters, digits and underscores, not starting with a digit.',
  ],
  [
    "environment:\n  A: {}\n  B:\n    patern: x\n",
    'slipway.yaml, line 4: has an unknown key "patern" in "environment.B"; did you mean "pattern"?',
  ],
  [
    "environment:\n  B:\n    pattern: '['\n",
    'slipway.yaml, line 3: "environment.B.pattern" must be a regular expression',
  ],
  [
    "environment:\n  SLIPWAY_X: {}\n",
    'slipway.yaml, line 2: "environment.SLIPWAY_X": Names that start with SLIPWAY_ are set by Slipway itself.',
  ],
  ["dependsOn: tides\n", 'slipway.yaml, line 1: "dependsOn" must be a list'],
  [
    "dependsOn:\n  - tides\n  - Buoys\n",
    'slipway.yaml, line 1: "dependsOn.1" Use lower-case letters, digits and hyphens; start with a letter and end with a letter or digit.',
  ],
  ["dependsOn: [tides, tides]\n", 'slipway.yaml, line 1: "dependsOn" names a service twice'],
  [
    "start: a\noutput: dist\n",
    "slipway.yaml, line 2: start and output exclude each other: a service either runs a process or serves static files",
  ],
  [
    "output: ../elsewhere\n",
    'slipway.yaml, line 1: "output" must be a folder inside the service\'s folder, such as dist',
  ],
  [
    "checks:\n  - name: home\n    htp: { url: / }\n",
    'slipway.yaml, line 3: has an unknown key "htp" in "checks.0"; did you mean "http"?',
  ],
  [
    "checks:\n  - name: home\n",
    'slipway.yaml, line 1: "checks.0" needs exactly one of http, steps, tcp, dns, tls, dependency, postgres, mysql, redis, variables, command',
  ],
  ["- a\n- b\n", "slipway.yaml, line 1: must hold keys with values, such as `start: node server.js`"],
])("%j: %s", (text, expected) => {
  expect(problemOf(text).split("\n")[0]).toBe(expected);
});

test("broken YAML is named with its line", () => {
  expect(problemOf('start: "unclosed\nport: X\n')).toMatch(/^slipway\.yaml, line \d: is not valid YAML: /);
  expect(problemOf("start: a\nstart: b\n")).toMatch(/^slipway\.yaml, line 2: is not valid YAML: .*unique/i);
});

test("aliases that multiply are refused", () => {
  const bomb = [
    "a: &a [x,x,x,x,x,x]",
    ...["b", "c", "d", "e", "f"].map((key, index) => {
      const before = String.fromCodePoint("a".codePointAt(0)! + index);
      return `${key}: &${key} [*${before},*${before},*${before},*${before},*${before},*${before}]`;
    }),
  ];
  expect(problemOf(bomb.join("\n"))).toContain("cannot be read");
});

test("whatever the text is, it is read or refused with a sentence", () => {
  const key = fc.constantFrom("start", "output", "readiness", "health", "__proto__", "constructor", "x");
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.dictionary(key, fc.string()),
    fc.array(fc.string()),
  );
  const documents = fc.oneof(
    fc.string(),
    fc.dictionary(key, value).map((each) => JSON.stringify(each)),
  );
  const property = fc.property(documents, (text) => {
    expect(problemOf(text)).not.toBe("");
  });
  fc.assert(property, { numRuns: 500 });
});

test("public/slipway.schema.json is up to date (npx vitest run -u writes it)", async () => {
  // Short arrays on one line, as the formatter wants them.
  const text = JSON.stringify(serviceConfigurationJsonSchema(), null, 2).replaceAll(
    /\[\s+("[^"]*")\s+\]/g,
    "[$1]",
  );
  await expect(`${text}\n`).toMatchFileSnapshot("../../../public/slipway.schema.json");
});
