import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname, join, parse } from "node:path";

import { show } from "../assertions/compare";
import { ExpressionTrouble, matchOf } from "../assertions/matches";
import type { CheckDefinition } from "../contract";
import { CouldNotTell, DidNotHold, type Attempt, type Verdict } from "./verdict";

type Part = NonNullable<CheckDefinition["command"]>;

const LONGEST_OUTPUT_BYTES = 64 * 1024;
/** The shell's own words for "not found" and "not executable": the command never ran. */
const NEVER_RAN = new Set([126, 127]);

/** Runs a command of the release to its end and looks at its exit code and output. */
export async function runCommand({ run, exitCode = 0, output }: Part, attempt: Attempt): Promise<Verdict> {
  const { folder, environment } = attempt.place;
  const isThere =
    folder !== undefined &&
    (await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    ));
  if (!isThere)
    throw new CouldNotTell(`There is no release of ${environment} on this machine to run the command in.`);
  const ended = await execute(run, folder, attempt);
  const expected = [
    `exit code ${exitCode}`,
    ...(output === undefined ? [] : [`output that matches /${output}/`]),
  ].join("; ");
  const said = lastLine(ended.output);
  const actual = `exit code ${ended.code ?? "none"}${said ? `: ${said}` : ""}`;
  if (ended.code !== exitCode && NEVER_RAN.has(ended.code ?? -1))
    throw new CouldNotTell(`The command could not be run: ${said || "not found"}`);
  if (ended.code !== exitCode) throw new DidNotHold(expected, actual);
  if (output !== undefined && !matches(output, ended.output.trim()))
    throw new DidNotHold(expected, `output ${show(ended.output)}`);
  return { status: "passed", expected, actual };
}

function matches(expression: string, text: string): boolean {
  try {
    return matchOf(expression, text) !== undefined;
  } catch (error) {
    throw error instanceof ExpressionTrouble ? new CouldNotTell(error.message) : error;
  }
}

/** A process group of its own, so that nothing it started outlives it. Nothing of the portal's environment goes along. */
function execute(command: string, folder: string, { place, signal }: Attempt) {
  // The type wants NODE_ENV from the first moment; the environment of the service decides its value.
  const bare: NodeJS.ProcessEnv = { NODE_ENV: "production" };
  const environment = {
    ...place.variables,
    PATH: [...binFolders(folder), process.env.PATH ?? ""].join(":"),
    HOME: place.variables.HOME ?? folder,
    SLIPWAY_ENVIRONMENT: place.environment,
    ...(place.baseUrl !== undefined && { SLIPWAY_CHECK_URL: place.baseUrl }),
  };
  const child = spawn("/bin/sh", ["-c", command], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: Object.assign(bare, environment),
  });
  let output = "";
  const keep = (chunk: Buffer) => (output = (output + chunk.toString("utf8")).slice(-LONGEST_OUTPUT_BYTES));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const stop = () => {
      killGroup(child.pid);
      const isLate = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
      reject(isLate ? new DidNotHold("the command ends", `it still ran${said(output)}`) : signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    child.once("error", (error) =>
      reject(new CouldNotTell(`The command could not be started: ${error.message}`)),
    );
    child.once("close", (code) => {
      signal.removeEventListener("abort", stop);
      resolve({ code, output });
    });
    child.once("exit", () => killGroup(child.pid));
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** As for the service itself: commands of its dependencies are found without a path. */
function binFolders(folder: string): string[] {
  const here = join(folder, "node_modules/.bin");
  return folder === parse(folder).root ? [here] : [here, join(dirname(folder), "node_modules/.bin")];
}

const lastLine = (text: string) => text.trim().split("\n").at(-1)?.trim() ?? "";
const said = (text: string) => (lastLine(text) ? `; last it said: ${lastLine(text)}` : "");
