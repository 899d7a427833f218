import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";

import { parse } from "yaml";

import { CheckDefinitions, type CheckDefinition } from "@/lib/checks/contract";
import { runCheck, type CheckOutcome } from "@/lib/checks/runner/run-check";
import { referencesIn } from "@/lib/checks/runner/template";

import { reportResults } from "./smoke-tests/junit.mjs";

const USAGE =
  "Usage: slipway check BASE_URL [--file slipway.yaml] [--environment NAME] [--only CHECK] [--junit FILE]";

/**
 * Runs the checks of a slipway.yaml against an address, as the portal does. Variables come from the environment of the
 * shell. Ends with 0 when all passed, 1 when one failed, 2 when one could not tell, 64 when it was called wrongly, 130 when
 * it was interrupted, 70 when it broke.
 */
async function main(): Promise<number> {
  const { baseUrl, file, environment, only, junit } = read();
  const definitions = readDefinitions(file).filter(({ name }) => only === undefined || name === only);
  if (definitions.length === 0) throw new Misused(`There are no such checks in ${file}.`);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => stop.abort(new Interrupted("Interrupted.")));
  const place = {
    environment,
    baseUrl,
    variables: variablesOf(definitions),
    // A shell knows one environment only; a rule about another one is for the portal.
    isSameIn: async () => undefined,
    folder: dirname(resolve(file)),
  };
  const outcomes: CheckOutcome[] = [];
  // oxlint-disable-next-line no-await-in-loop -- in order, as they are read
  for (const definition of definitions) outcomes.push(await runCheck(definition, place, stop.signal));
  return reportResults(`checks of ${baseUrl}`, outcomes, junit);
}

class Misused extends Error {}
class Interrupted extends Error {}

function read() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      file: { type: "string", default: "slipway.yaml" },
      environment: { type: "string", default: "shell" },
      only: { type: "string" },
      junit: { type: "string" },
    },
  });
  const [baseUrl = ""] = positionals;
  if (positionals.length !== 1 || !/^https?:\/\//.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new Misused("Give the address of the service, such as http://localhost:3000.");
  }
  return { baseUrl, ...values };
}

function readDefinitions(file: string): CheckDefinition[] {
  const document = documentIn(file);
  const checks =
    typeof document === "object" && document !== null && "checks" in document ? document.checks : [];
  const parsed = CheckDefinitions.safeParse(checks);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Misused(`${file}: checks.${issue?.path.join(".") ?? ""} ${issue?.message ?? "are not valid"}`);
}

function documentIn(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Misused(`${file} cannot be read: ${error instanceof Error ? error.message : "unknown"}`);
  }
}

/** Only what the checks speak of: the rest of a shell's environment is nobody's business. */
function variablesOf(definitions: readonly CheckDefinition[]): Record<string, string> {
  const names = new Set([
    ...referencesIn(definitions),
    ...definitions.flatMap(({ variables }) => Object.keys(variables ?? {})),
  ]);
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      names.has(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof Misused ? `${message}\n${USAGE}` : message);
    process.exit(error instanceof Misused ? 64 : error instanceof Interrupted ? 130 : 70);
  },
);
