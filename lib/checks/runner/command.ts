import { spawn } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, parse } from "node:path";

import { show } from "../assertions/compare";
import { ExpressionTrouble, matchOf } from "../assertions/matches";
import type { CheckDefinition } from "../contract";
import { judgeInTime } from "./judge-in-time";
import { CouldNotTell, DidNotHold, type Attempt, type Verdict } from "./verdict";

type Part = NonNullable<CheckDefinition["command"]>;

const LONGEST_OUTPUT = 64 * 1024;
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
  const home = await mkdtemp(join(tmpdir(), "slipway-check-"));
  const ended = await execute({ command: run, folder, home }, attempt).finally(() =>
    rm(home, { recursive: true, force: true, maxRetries: 3 }),
  );
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
    return judgeInTime(() => matchOf(expression, text)) !== undefined;
  } catch (error) {
    throw error instanceof ExpressionTrouble ? new CouldNotTell(error.message) : error;
  }
}

/** A process group of its own, so that nothing it started outlives it. Nothing of the portal's environment goes along. */
function execute(
  { command, folder, home }: { command: string; folder: string; home: string },
  { place, signal }: Attempt,
) {
  // The type wants NODE_ENV from the first moment; the environment of the service decides its value.
  const bare: NodeJS.ProcessEnv = { NODE_ENV: "production" };
  const environment = {
    ...place.variables,
    PATH: [...binFolders(folder), process.env.PATH ?? ""].join(":"),
    // Never the folder of the release, which nobody may change.
    HOME: place.variables.HOME ?? home,
    TMPDIR: home,
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
  const keep = (text: string) => (output = endOf(output + text));
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
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

/** Cut at the beginning of a line, so that no half of a secret is left. */
const endOf = (output: string) =>
  output.length > LONGEST_OUTPUT ? output.slice(-LONGEST_OUTPUT).replace(/^[^\n]*\n/, "") : output;
const lastLine = (text: string) => text.trim().split("\n").at(-1)?.trim() ?? "";
const said = (text: string) => (lastLine(text) ? `; last it said: ${lastLine(text)}` : "");
