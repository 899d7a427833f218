import { spawn } from "node:child_process";

export type ProcessEnd = { exitCode: number | null; signal: NodeJS.Signals | null; timedOut: boolean };

export type ProcessOptions = {
  cwd: string;
  env: Record<string, string>;
  timeoutMs: number;
  signal: AbortSignal;
  input?: string;
  onStdout?: (chunk: Buffer) => void;
  onStderr?: (chunk: Buffer) => void;
  /** Called with the id of the process and its group, before anything else. */
  onStart?: (pid: number) => void;
};

/** Groups of this process that run now; they must not outlive it when it ends in an orderly way. */
const running = new Set<number>();
process.on("exit", () => {
  for (const pid of running) killGroup(pid, "SIGKILL");
});

const TERMINATE_GRACE_MS = 2_000;
/** Output that is still in the pipe when the process is gone; whoever keeps the pipe open longer has left our group. */
const PIPE_GRACE_MS = 1_000;

/**
 * Runs a program in its own process group and leaves nothing of the group behind, however it ends. Rejects with
 * `signal.reason` when aborted, and with the system's error when the program cannot be started.
 */
export async function runProcess(
  file: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessEnd> {
  options.signal.throwIfAborted();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Next.js declares NODE_ENV as always present
  const env = options.env as NodeJS.ProcessEnv;
  const child = spawn(file, args, { cwd: options.cwd, env, detached: true, stdio: "pipe" });
  const { pid } = child;
  if (pid !== undefined) {
    running.add(pid);
    options.onStart?.(pid);
  }
  child.stdout.on("data", (chunk: Buffer) => options.onStdout?.(chunk));
  child.stderr.on("data", (chunk: Buffer) => options.onStderr?.(chunk));
  // A program that does not read its input closes the pipe; that is its right.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");

  let timedOut = false;
  let escalation: NodeJS.Timeout | undefined;
  const stop = () => {
    killGroup(pid, "SIGTERM");
    escalation ??= setTimeout(() => killGroup(pid, "SIGKILL"), TERMINATE_GRACE_MS);
  };
  const timeout = setTimeout(() => {
    timedOut = true;
    stop();
  }, options.timeoutMs);
  options.signal.addEventListener("abort", stop, { once: true });

  try {
    const end = await new Promise<ProcessEnd>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (exitCode, signal) => {
        killGroup(pid, "SIGKILL");
        const finish = () => resolve({ exitCode, signal, timedOut });
        const patience = setTimeout(() => {
          child.stdout.destroy();
          child.stderr.destroy();
          finish();
        }, PIPE_GRACE_MS);
        child.once("close", () => {
          clearTimeout(patience);
          finish();
        });
      });
    });
    options.signal.throwIfAborted();
    return end;
  } finally {
    if (pid !== undefined) running.delete(pid);
    clearTimeout(timeout);
    clearTimeout(escalation);
    options.signal.removeEventListener("abort", stop);
  }
}

/** The group is usually gone already, which is what we want. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // No such group.
  }
}
