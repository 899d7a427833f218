import { spawn } from "node:child_process";

import { Interrupted, StartFailure } from "./failure.mjs";
import { lastLines, sizeOf, withLog } from "./logs.mjs";

/** Runs a command with its output in a log; a failure tells the last 20 lines and where the rest is. */
export async function runCommand(what, command, args, { cwd, env, log, stopping }) {
  if (stopping?.aborted) throw new Interrupted();
  const fromByte = sizeOf(log);
  const child = withLog(log, (descriptor) =>
    spawn(command, args, { cwd, env, stdio: ["ignore", descriptor, descriptor] }),
  );
  const stop = () => child.kill("SIGTERM");
  stopping?.addEventListener("abort", stop);
  const [code, killedBy] = await new Promise((done) => {
    child.once("error", (error) => done([error.code, undefined]));
    child.once("exit", (...ended) => done(ended));
  });
  stopping?.removeEventListener("abort", stop);
  if (stopping?.aborted) throw new Interrupted();
  if (code === 0) return;
  const tail = lastLines(log, 20, fromByte).map((line) => `  ${line}`);
  throw new StartFailure(
    [
      `${what} failed (${killedBy ?? `exit code ${code}`}). The last lines of its output:`,
      ...tail,
      `The whole log: ${log}`,
    ].join("\n"),
  );
}
