import { execFile, fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { build } from "esbuild";

import { createLocalTarget } from "../lib/delivery/targets/local/local-target";
import { controlSocketPath } from "../lib/delivery/targets/local/socket-path";
import { unusedPort } from "../lib/delivery/targets/local/testing";
import type { Rollout } from "../lib/delivery/targets/target";

export type GatewayBench = {
  bare: Figures;
  gateway: Figures;
  /** Requests per second of the gateway as a share of the bare proxy's, round by round. */
  throughputShares: number[];
  /** What the gateway adds to one request on an idle connection, beside the bare proxy. */
  addedLatencyMs: number;
  warmSwitchMs: number;
};
type Figures = {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  idleMs: number;
  /** Processor time of the proxy per request: hardly moved by what else the machine does. NaN off Linux. */
  cpuMicros: number;
  failed: number;
};

/** Throughput and added latency of the gateway beside a bare Node proxy, both in front of the same kind of server. */
export async function measureGateway(
  options = { rounds: 5, roundMs: 3_000, connections: 32 },
): Promise<GatewayBench> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const stops: (() => Promise<void> | void)[] = [
    () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  ];
  try {
    const gateway = await startGateway(folder, stops);
    const bareProxy = await startBareProxy(stops);
    const places = {
      bare: { ...bareProxy, host: "localhost" },
      gateway: { port: gateway.port, pid: gateway.pid, host: `bench-dev.localhost:${gateway.port}` },
    };
    const rounds: Record<keyof typeof places, Load[]> = { bare: [], gateway: [] };
    const idle: Record<keyof typeof places, number[]> = { bare: [], gateway: [] };
    for (const place of Object.values(places)) await load(place, options.connections, 1_000);
    for (let round = 0; round < options.rounds; round += 1) {
      for (const name of round % 2 === 0 ? (["bare", "gateway"] as const) : (["gateway", "bare"] as const)) {
        rounds[name].push(await load(places[name], options.connections, options.roundMs));
        idle[name].push((await load(places[name], 1, 1_000)).p50Ms);
      }
    }
    const figures = (name: keyof typeof places): Figures => ({
      perSecond: median(rounds[name].map(({ perSecond }) => perSecond)),
      p50Ms: median(rounds[name].map(({ p50Ms }) => p50Ms)),
      p99Ms: median(rounds[name].map(({ p99Ms }) => p99Ms)),
      idleMs: median(idle[name]),
      cpuMicros: median(rounds[name].map(({ cpuMicros }) => cpuMicros)),
      failed: rounds[name].reduce((sum, { failed }) => sum + failed, 0),
    });
    const shares = rounds.gateway.map(
      ({ perSecond }, index) => perSecond / (rounds.bare[index]?.perSecond ?? 1),
    );
    const bare = figures("bare");
    const ours = figures("gateway");
    return {
      bare,
      gateway: ours,
      throughputShares: shares,
      addedLatencyMs: ours.idleMs - bare.idleMs,
      warmSwitchMs: median(await gateway.measureWarmSwitches(5)),
    };
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

type Place = { port: number; host: string; pid: number | undefined };
type Load = { perSecond: number; failed: number; p50Ms: number; p99Ms: number; cpuMicros: number };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const run = promisify(execFile);

async function load(place: Place, connections: number, durationMs: number): Promise<Load> {
  const numbers = [String(place.port), place.host, String(connections), String(durationMs)];
  const before = cpuMicrosOf(place.pid);
  const { stdout } = await run(process.execPath, [here("./gateway/load.mjs"), ...numbers]);
  const result: Omit<Load, "cpuMicros"> = JSON.parse(stdout);
  const usedMicros = cpuMicrosOf(place.pid) - before;
  return { ...result, cpuMicros: usedMicros / ((result.perSecond * durationMs) / 1_000) };
}

/** Processor time of a process since its start; the kernel counts it in hundredths of a second. */
function cpuMicrosOf(pid: number | undefined): number {
  if (pid === undefined || process.platform !== "linux") return Number.NaN;
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function startGateway(folder: string, stops: (() => Promise<void> | void)[]) {
  const home = join(folder, "home");
  const port = await unusedPort();
  // As it runs in earnest: one bundled file. From source it is slower, because the loader renames functions as they run.
  const program = join(folder, "local-target.mjs");
  await build({
    entryPoints: [here("../lib/delivery/targets/local/daemon/main.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
  });
  const child = fork(program, {
    execArgv: [],
    env: {
      ...process.env,
      SLIPWAY_HOME: home,
      SLIPWAY_GATEWAY_PORT: String(port),
      SLIPWAY_GATEWAY_HOST: "127.0.0.1",
      SLIPWAY_LOG_LEVEL: "silent",
    },
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const target = createLocalTarget({ socketPath: controlSocketPath(home) });
  stops.push(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  await new Promise((ready) => child.once("message", ready));
  const never = new AbortController().signal;
  const deploy = async (rollout: Rollout) => {
    await target.start(rollout, () => {}, never);
    await target.switchTraffic(rollout);
  };
  await deploy(rolloutOf(1, "rel_1", false));
  const measureWarmSwitches = async (count: number) => {
    await deploy(rolloutOf(2, "rel_2", false));
    const tookMs: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const from = performance.now();
      await deploy(rolloutOf(3 + index, index % 2 === 0 ? "rel_1" : "rel_2", true));
      tookMs.push(performance.now() - from);
      await delay(50);
    }
    return tookMs;
  };
  return { port, pid: child.pid, measureWarmSwitches };
}

async function startBareProxy(stops: (() => void)[]) {
  const [port, upstreamPort] = [await unusedPort(), await unusedPort()];
  const upstream = fork(here("./gateway/upstream.mjs"), {
    env: { ...process.env, PORT: String(upstreamPort) },
  });
  const proxy = fork(here("./gateway/bare-proxy.mjs"), [String(port), String(upstreamPort)]);
  stops.push(
    () => void upstream.kill(),
    () => void proxy.kill(),
  );
  await new Promise((ready) => proxy.once("message", ready));
  return { port, pid: proxy.pid };
}

function rolloutOf(fence: number, release: string, reuseWarm: boolean): Rollout {
  return {
    deploymentId: `dep_${fence}`,
    fence,
    placement: { id: "plc_bench", service: "bench", environment: "dev", region: "local" },
    release: {
      id: release,
      artifact: { kind: "directory", path: here("./gateway") },
      plan: {
        serve: { kind: "process", command: "node upstream.mjs", portVariable: "PORT" },
        workingDirectory: ".",
        readiness: { probe: { kind: "tcp" }, intervalMs: 100, timeoutMs: 1_000, deadlineMs: 20_000 },
      },
    },
    environmentVariables: {},
    reuseWarm,
    settleMs: 0,
    drainMs: 1_000,
    warmMs: 600_000,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.stdout.write(`${JSON.stringify(await measureGateway(), undefined, 2)}\n`);
