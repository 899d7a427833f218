import { devNull } from "node:os";

import { gitEnvironment } from "./environment";
import { withoutCredentials } from "./repository-url";
import { runProcess } from "./run-process";

export type GitOptions = {
  signal: AbortSignal;
  timeoutMs?: number;
  env?: Record<string, string>;
  input?: string;
};

/** What git said when it failed, without passwords; callers turn it into a sentence. */
export class GitFailed extends Error {
  override name = "GitFailed";
  readonly stderr: string;
  constructor(
    command: string,
    stderr: string,
    readonly timedOut: boolean,
  ) {
    super(withoutCredentials(`git ${command} failed: ${stderr.trim().slice(-500)}`));
    this.stderr = withoutCredentials(stderr);
  }
}

const LOCAL_TIMEOUT_MS = 2 * 60_000;
/** Nothing of a repository may run on its own accord, and its owner may be another user of this machine. */
const SAFE = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "safe.directory=*"];

/**
 * Runs git inside a mirror of ours. The person's and the machine's configuration are left out, so that the same
 * commit gives the same files everywhere (no line end conversion, no filters). Throws GitFailed.
 */
export async function gitInMirror(
  mirror: string,
  args: readonly string[],
  options: GitOptions,
): Promise<string> {
  return (await gitBytesInMirror(mirror, args, options)).toString("utf8");
}

/** The same for answers that are not text throughout. */
export async function gitBytesInMirror(
  mirror: string,
  args: readonly string[],
  options: GitOptions,
): Promise<Buffer> {
  const isolated = { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: "1", GIT_ATTR_NOSYSTEM: "1" };
  const env = { ...isolated, ...options.env };
  return runGit(mirror, ["--git-dir", mirror, ...args], { ...options, env });
}

/** Runs git with the configuration of the user, whose credentials and proxies reach the repository. */
export async function gitWithUserConfiguration(
  cwd: string,
  args: readonly string[],
  options: GitOptions,
): Promise<string> {
  return (await runGit(cwd, args, options)).toString("utf8");
}

async function runGit(cwd: string, args: readonly string[], options: GitOptions): Promise<Buffer> {
  const stdout: Buffer[] = [];
  let stderr = "";
  const end = await runProcess("git", [...SAFE, ...args], {
    cwd,
    env: { ...gitEnvironment(), ...options.env },
    timeoutMs: options.timeoutMs ?? LOCAL_TIMEOUT_MS,
    signal: options.signal,
    input: options.input,
    onStdout: (chunk) => stdout.push(chunk),
    onStderr: (chunk) => (stderr = (stderr + chunk.toString("utf8")).slice(-20_000)),
  });
  if (end.exitCode === 0 && !end.timedOut) return Buffer.concat(stdout);
  throw new GitFailed(args.join(" "), stderr, end.timedOut);
}
