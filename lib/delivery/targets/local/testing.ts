import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, type IncomingMessage, request } from "node:http";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import type { Report, ReportLine, Rollout } from "../target";
import { startDaemon } from "./daemon/daemon";
import { DEFAULT_LIMITS, type Limits } from "./daemon/limits";
import { MARKER_VARIABLE } from "./daemon/process-group";
import { listProcesses, startedWith } from "./daemon/process-table";
import { createLocalTarget, type LocalTarget } from "./local-target";
import { controlSocketPath, homeMark } from "./socket-path";

/** A home folder with a daemon in this process, and what a test needs to roll real processes out on it. */

export type Bench = Awaited<ReturnType<typeof openBench>>;

const TEST_LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  stopGraceMs: 1_000,
  rejectGraceMs: 300,
  shutdownGraceMs: 1_000,
  shutdownDrainMs: 200,
  logFloodBytes: 2 * 1024 * 1024,
  logFileBytes: 512 * 1024,
  diskBytes: 8 * 1024 * 1024,
  pollMs: 25,
  wrongPortMs: 300,
  restartFirstMs: 50,
  monitorMs: 200,
  holdRestartMs: 3_000,
};

export async function openBench(limits: Partial<Limits> = {}, { isBehindProxy = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "slipway-target-"));
  const home = join(folder, "home");
  const gatewayPort = await unusedPort();
  const target: LocalTarget = createLocalTarget({ socketPath: controlSocketPath(home), reconnectMs: 10_000 });
  const start = () =>
    startDaemon({
      home,
      gatewayPort,
      gatewayHosts: ["127.0.0.1"],
      isBehindProxy,
      limits: { ...TEST_LIMITS, ...limits },
      staticServer: [
        process.execPath,
        "--import",
        createRequire(import.meta.url).resolve("tsx"),
        fileURLToPath(new URL("./static-server/main.ts", import.meta.url)),
      ],
    });
  const agent = new Agent({ keepAlive: true });
  return {
    folder,
    home,
    gatewayPort,
    target,
    start,
    /** A folder with these files, as a build would have left it. */
    artifact(files: Record<string, string>): string {
      const path = mkdtempSync(join(folder, "release-"));
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(join(path, name, ".."), { recursive: true });
        writeFileSync(join(path, name), text);
      }
      return path;
    },
    get: (host: string, path = "/", options: Ask = {}) => ask(gatewayPort, host, path, { agent, ...options }),
    /** Living processes that this home's daemon started. */
    processes: () => livingProcesses(home),
    /** Throws when a process was left behind. */
    async close() {
      agent.destroy();
      const left = livingProcesses(home);
      for (const pid of left) process.kill(pid, "SIGKILL");
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      if (left.length > 0) throw new Error(`Processes were left behind: ${left.join(", ")}`);
    },
  };
}

/** Living processes that belong to a home, by the marker in their environment. */
function livingProcesses(home: string): number[] {
  return listProcesses()
    .filter(({ pid }) => startedWith(pid, MARKER_VARIABLE)?.startsWith(`${homeMark(home)}.`))
    .map(({ pid }) => pid);
}

let counter = 0;

/** A rollout of a release whose process is `node server.mjs`, unless told otherwise. */
export function rolloutOf(artifact: string, options: Partial<RolloutOptions> = {}): Rollout {
  counter += 1;
  const {
    release = `rel_${counter}`,
    service = "tide-tables",
    environment = "dev",
    command = "node server.mjs",
    ...rest
  } = options;
  return {
    deploymentId: `dep_${counter}`,
    fence: counter,
    placement: { id: `plc_${service}_${environment}`, service, environment, region: "local" },
    release: {
      id: release,
      artifact: { kind: "directory", path: artifact },
      plan: {
        serve: options.serve ?? { kind: "process", command, portVariable: "PORT" },
        workingDirectory: ".",
        readiness: {
          probe: { kind: "http", path: "/health", expect: "success" },
          intervalMs: 50,
          timeoutMs: 1_000,
          deadlineMs: 5_000,
          ...rest.readiness,
        },
      },
    },
    environmentVariables: { ...rest.variables },
    reuseWarm: rest.reuseWarm ?? false,
    settleMs: rest.settleMs ?? 0,
    drainMs: rest.drainMs ?? 2_000,
    warmMs: rest.warmMs ?? 60_000,
  };
}

type RolloutOptions = {
  release: string;
  service: string;
  environment: string;
  command: string;
  serve: Rollout["release"]["plan"]["serve"];
  readiness: Partial<Rollout["release"]["plan"]["readiness"]>;
  variables: Record<string, string>;
  reuseWarm: boolean;
  settleMs: number;
  drainMs: number;
  warmMs: number;
};

/** start, then switch; resolves with what start said. */
export async function deploy(target: LocalTarget, rollout: Rollout, lines: ReportLine[] = []) {
  const started = await target.start(rollout, collect(lines), never());
  await target.switchTraffic(rollout);
  return started;
}

export function collect(lines: ReportLine[]): Report {
  return (line) => lines.push(line);
}

export function never(): AbortSignal {
  return new AbortController().signal;
}

/** What a promise was rejected with; a test may hold it and look later without an unhandled rejection. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error("It was not rejected."),
    (reason: unknown) => reason,
  );
}

/** Reads until it is as wanted; fails with the last value when that takes too long. */
export async function until<T>(
  read: () => T | Promise<T>,
  isDone: (value: T) => boolean,
  limitMs = 8_000,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = await read();
    if (isDone(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`It did not happen in ${limitMs} ms; last: ${JSON.stringify(value)}`);
    await delay(10);
  }
}

export type Answer = {
  status: number;
  release: string | undefined;
  text: string;
  headers: IncomingMessage["headers"];
};
type Ask = { agent?: Agent; method?: string; headers?: Record<string, string>; body?: string };

/** One request through the gateway, addressed as a browser would. Rejects when the connection breaks. */
export function ask(
  port: number,
  host: string,
  path: string,
  { agent, method, headers, body }: Ask,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        path,
        ...(agent && { agent }),
        method: method ?? "GET",
        headers: {
          host: `${host}.localhost:${port}`,
          ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }),
          ...headers,
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("error", reject);
        response.on("end", () => {
          const release = response.headers["x-slipway-release"];
          resolve({
            status: response.statusCode ?? 0,
            release: typeof release === "string" ? release : undefined,
            text,
            headers: response.headers,
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** A request whose answer is read as it comes; `opened` resolves with the release that answers. */
export function openStream(port: number, host: string, path: string) {
  let text = "";
  const outgoing = request({
    host: "127.0.0.1",
    port,
    path,
    headers: { host: `${host}.localhost:${port}` },
  });
  const closed = new Promise<void>((done) => outgoing.once("close", () => done()));
  outgoing.on("error", () => {});
  const opened = new Promise<unknown>((done) => {
    outgoing.once("response", (response) => {
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("error", () => {});
      done(response.headers["x-slipway-release"]);
    });
  });
  outgoing.end();
  return { opened, closed, text: () => text, leave: () => outgoing.destroy() };
}

export function unusedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** A well-behaved service that says which version it is. */
export const GOOD_SERVER = `
import { createServer } from "node:http";
const version = process.env.VERSION ?? "v1";
let streams = 0;
const server = createServer((request, response) => {
  if (request.url === "/slow") return setTimeout(() => response.end(version), Number(process.env.SLOW_MS ?? 300));
  if (request.url === "/die") { response.end("dying"); return setTimeout(() => process.exit(7), 5); }
  if (request.url === "/pid") return response.end(String(process.pid));
  if (request.url === "/env") return response.end(JSON.stringify(process.env));
  if (request.url === "/echo") return request.pipe(response);
  if (request.url === "/headers") return response.end(JSON.stringify(request.headers));
  if (request.url === "/streams") return response.end(String(streams));
  if (request.url === "/events") {
    streams += 1;
    response.writeHead(200, { "content-type": "text/event-stream" });
    const timer = setInterval(() => response.write("data: " + version + "\\n\\n"), 20);
    return response.on("close", () => { streams -= 1; clearInterval(timer); });
  }
  response.end(version);
});
server.listen(process.env.PORT, () => console.log("listening as " + version));
process.on("SIGTERM", () => process.exit(0));
`;
