import { writeFile } from "node:fs/promises";

import { BuildFailed, type BuildStep } from "./build";
import type { BuildLog } from "./build-log";
import { diskFull, mentionsFullDisk } from "./disk-space";
import { findFailureCause } from "./failure-cause";
import { identifyProcess } from "./process-identity";
import { runProcess } from "./run-process";
import { BUILD_MARK, endStrayProcesses } from "./stray-processes";

export type CommandContext = {
  home: string;
  log: BuildLog;
  signal: AbortSignal;
  env: Record<string, string>;
  releaseFolder: string;
  /** File that names the running process group, so that after a crash the next attempt can end it. */
  processesFile: string;
  timeoutMs: number;
};

/** Runs a shell command of the service with its output in the log. Throws BuildFailed when it does not succeed. */
export async function runCommand(
  step: BuildStep,
  command: string,
  cwd: string,
  context: CommandContext,
): Promise<void> {
  const { log, signal, env, timeoutMs } = context;
  log.say(`$ ${command}`);
  const stdout = log.stream("stdout");
  const stderr = log.stream("stderr");
  let remembered = Promise.resolve();
  const end = await runProcess("/bin/sh", ["-c", command], {
    cwd,
    env: { ...env, [BUILD_MARK]: context.releaseFolder },
    signal,
    timeoutMs,
    onStart: (pid) => (remembered = rememberGroup(pid, context.processesFile)),
    onStdout: (chunk) => stdout.push(chunk),
    onStderr: (chunk) => stderr.push(chunk),
  }).finally(async () => {
    await remembered;
    await endStrayProcesses(context.releaseFolder);
  });
  stdout.end();
  stderr.end();
  if (end.exitCode === 0 && !end.timedOut) return;
  const output = log.tail(200);
  if (end.timedOut) {
    const minutes = Math.round(timeoutMs / 60_000);
    const limit = minutes > 0 ? `${minutes} minutes` : `${timeoutMs / 1_000} s`;
    throw new BuildFailed(
      step,
      "timeout",
      `${command} took longer than ${limit} in step ${step} and was stopped.`,
    );
  }
  if (output.some(mentionsFullDisk)) throw await diskFull(step, context.home);
  const how =
    end.exitCode === null ? `was killed by ${end.signal}${hintOf(end.signal)}` : `exit code ${end.exitCode}`;
  const cause = findFailureCause(output.slice(output.lastIndexOf(`$ ${command}`) + 1));
  const sentence = `${command} ${end.exitCode === null ? `in step ${step} ${how}` : `failed in step ${step} with ${how}`}`;
  throw new BuildFailed(step, "command_failed", cause ? `${sentence}: ${cause}` : `${sentence}.`);
}

const hintOf = (signal: NodeJS.Signals | null) =>
  signal === "SIGKILL" ? ", which usually means that the machine ran out of memory" : "";

/** Best effort: without the file a crash leaves the program running, which the next attempt survives. */
async function rememberGroup(pid: number, file: string): Promise<void> {
  const identity = await identifyProcess(pid);
  if (identity) await writeFile(file, JSON.stringify(identity)).catch(() => {});
}
