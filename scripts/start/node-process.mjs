import { spawn } from "node:child_process";

import { withLog } from "./logs.mjs";

const preload = new URL("exit-with-parent.mjs", import.meta.url).href;

/** Starts one of our own Node programs so that it cannot outlive us, with its output in a log. */
export function launchNode(program, { cwd, env, log, nodeArgs = [] }) {
  const child = withLog(log, (descriptor) =>
    spawn(process.execPath, [...nodeArgs, "--enable-source-maps", "--import", preload, program], {
      cwd,
      env,
      stdio: ["pipe", descriptor, descriptor],
    }),
  );
  child.stdin.on("error", () => {});
  return { pid: child.pid, exited: endOf(child) };
}

/** Resolves to a few words on how a child process ended. */
export function endOf(child) {
  return new Promise((done) => {
    child.once("error", (error) => done(error.message));
    child.once("exit", (code, killedBy) => done(killedBy ?? `exit code ${code}`));
  });
}
