import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { dirname, join } from "node:path";

import type { Rollout } from "../../target";
import type { Limits } from "./limits";
import { MARKER_VARIABLE, type ProcessGroup } from "./process-group";
import { GONE, identityOf } from "./process-table";

export type Exit = { code: number | undefined; signal: string | undefined };

export type Launch = {
  command: Command;
  folder: string;
  environment: Record<string, string>;
  marker: string;
  output: { stdout: number; stderr: number };
  fileLimitBytes: number;
};

/** A line for the shell, or a program with arguments that no shell looks at. */
type Command = { line: string } | { program: string; arguments: string[] };

/**
 * Starts a command in a process group (and session) of its own, so that it outlives us and can be stopped as a
 * whole. It writes to files, never to a pipe of ours: a pipe would break when we die. Throws when nothing started.
 */
export async function launch(options: Launch): Promise<{ group: ProcessGroup; exit: Promise<Exit> }> {
  const [program, ...programArguments] =
    "line" in options.command
      ? [
          "/bin/sh",
          "-c",
          SIMPLE_COMMAND.test(options.command.line) ? `exec ${options.command.line}` : options.command.line,
        ]
      : [options.command.program, ...options.command.arguments];
  // POSIX counts the file limit in blocks of 512 bytes. The outer shell sets it and becomes the command.
  const blocks = Math.ceil(options.fileLimitBytes / 512);
  // The type wants NODE_ENV from the first moment; the environment of the release decides its value.
  const bare: NodeJS.ProcessEnv = { NODE_ENV: "production" };
  const child = spawn(
    "/bin/sh",
    ["-c", `ulimit -f ${blocks} 2>/dev/null; exec "$@"`, "slipway", program ?? "", ...programArguments],
    {
      cwd: options.folder,
      env: Object.assign(bare, options.environment, { [MARKER_VARIABLE]: options.marker }),
      detached: true,
      stdio: ["ignore", options.output.stdout, options.output.stderr],
    },
  );
  const exit = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  child.unref();
  const pid = child.pid ?? 0;
  return { group: { pid, identity: identityOf(pid) ?? GONE, marker: options.marker }, exit };
}

/** One program with plain arguments: the shell may become it, which spares a process and keeps its signals. */
const SIMPLE_COMMAND =
  /^(?!\w+=|(?:exec|exit|cd|eval|set|export|trap|wait|ulimit|umask|command|\.)(?:\s|$))[\w./@:+,-]+(?: +[\w./@:+,=-]+)*$/;

/**
 * The environment of a release: a minimum from the machine, then what the team configured, then what Slipway owns.
 * Nothing else of the daemon's own environment gets in, for it holds secrets.
 */
export function environmentOf(
  rollout: Rollout,
  temporaryFolder: string,
  port?: number,
): Record<string, string> {
  const { artifact, plan, id } = rollout.release;
  const binaries = [join(artifact.path, plan.workingDirectory), artifact.path].map((folder) =>
    join(folder, "node_modules", ".bin"),
  );
  const path = [
    ...new Set(binaries),
    dirname(process.execPath),
    process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin",
  ];
  const machine = Object.fromEntries(
    ["HOME", "USER", "LOGNAME", "SHELL", "TZ"].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return {
    ...machine,
    PATH: path.join(":"),
    LANG: process.env.LANG ?? "C.UTF-8",
    TMPDIR: temporaryFolder,
    NODE_ENV: "production",
    ...rollout.telemetryVariables,
    ...rollout.environmentVariables,
    ...(port !== undefined && { PORT: String(port) }),
    ...(port !== undefined && plan.serve.kind === "process" && { [plan.serve.portVariable]: String(port) }),
    SLIPWAY_SERVICE: rollout.placement.service,
    SLIPWAY_ENVIRONMENT: rollout.placement.environment,
    SLIPWAY_REGION: rollout.placement.region,
    SLIPWAY_RELEASE: id,
  };
}

/**
 * A port nobody listens on, from below the range in which the kernel chooses ports of outgoing connections. It is
 * added to `taken`, the ports given to instances that may not listen yet.
 */
export async function reservePort(limits: Limits, taken: Set<number>): Promise<number> {
  const count = limits.lastPort - limits.firstPort + 1;
  const offset = Math.floor(Math.random() * count);
  for (let step = 0; step < count; step += 1) {
    const port = limits.firstPort + ((offset + step) % count);
    if (taken.has(port)) continue;
    taken.add(port);
    if ((await canListen(port, "0.0.0.0")) && (await canListen(port, "::"))) return port;
    taken.delete(port);
  }
  throw new Error(`No port between ${limits.firstPort} and ${limits.lastPort} is free.`);
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 cannot bind there, and then nobody else can either.
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
