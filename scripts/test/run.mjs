import { spawn } from "node:child_process";

/** Runs one command to its end. `quiet` keeps the output for later, so that two can run side by side. */
export async function run(command, args, { cwd, env = {}, quiet = false }) {
  const from = Date.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
  });
  const output = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stderr?.on("data", (chunk) => output.push(chunk));
  const code = await new Promise((done) => {
    child.once("error", (error) => {
      output.push(Buffer.from(`${error.message}\n`));
      done(1);
    });
    child.once("close", (exitCode) => done(exitCode ?? 1));
  });
  return { ok: code === 0, output: Buffer.concat(output).toString("utf8"), durationMs: Date.now() - from };
}
