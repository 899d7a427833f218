import { spawn } from "node:child_process";
import { join } from "node:path";

import { Interrupted, StartFailure } from "./failure.mjs";
import { endOf } from "./node-process.mjs";

/** Applies migrations and the first-run set-up. Returns { setUpPath }, which is null once somebody has set it up. */
export async function prepare({ root, env, stopping }) {
  const child = spawn(process.execPath, ["--enable-source-maps", join(root, "dist/prepare.mjs")], {
    cwd: root,
    env: { ...env, SLIPWAY_PROCESS: "prepare" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => child.kill("SIGTERM");
  stopping.addEventListener("abort", stop);
  const [output, problem, how] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    endOf(child),
  ]);
  stopping.removeEventListener("abort", stop);
  if (stopping.aborted) throw new Interrupted();
  if (how !== "exit code 0")
    throw new StartFailure(problem.trim() || `Preparing the database failed (${how}).`);
  return parseAnswer(output);
}

function parseAnswer(output) {
  const line = output.trim().split("\n").at(-1);
  try {
    return { setUpPath: JSON.parse(line).setUpPath };
  } catch {
    throw new StartFailure(`Preparing the database answered something unexpected: ${line}`);
  }
}

async function textOf(stream) {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += chunk;
  return text;
}
