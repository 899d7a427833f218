import { join } from "node:path";

import { childEnvironment } from "./child-environment.mjs";
import { requireLogin, requireReachable } from "./external-database.mjs";
import { Interrupted, StartFailure } from "./failure.mjs";
import { openHome, readPreviousSecret, readSecret, readState } from "./home.mjs";
import { needsInstall } from "./install.mjs";
import { listenForStop } from "./interrupts.mjs";
import { launchAll } from "./launch.mjs";
import { findLocalTarget } from "./local-target.mjs";
import { takeLock } from "./lock.mjs";
import { logPath, rotateLogs } from "./logs.mjs";
import { openPortal } from "./portal.mjs";
import { openCluster } from "./postgres/cluster.mjs";
import { findFreePort, NEEDED_MB, requireDiskSpace, requireFreePort, requireGit } from "./preflight.mjs";
import { readSettings } from "./settings.mjs";
import { installAndBuild } from "./sources.mjs";
import { openTerminal } from "./terminal.mjs";
import { openTimings } from "./timings.mjs";

/** `npm start`: checks, installs, builds, starts everything, and keeps it running until somebody asks to stop. */
export async function main() {
  const terminal = openTerminal();
  const timings = openTimings();
  const stopping = new AbortController();
  const run = { stopping: stopping.signal, terminal, timings, portal: undefined, unlock: () => {} };
  const stopped = new Promise((done) => stopping.signal.addEventListener("abort", done));
  listenForStop({
    onFirst: () => stopping.abort(),
    onSecond: () => {
      run.portal?.kill();
      run.unlock();
      terminal.say(
        "Stopped by force. Services of the local target that still run are found again by the next start.",
      );
      process.exit(130);
    },
  });
  try {
    await start(run);
    await stopped;
    await stopAll(run);
    process.exit(0);
  } catch (error) {
    await fail(run, error);
  }
}

async function start(run) {
  const settings = (run.settings = readSettings());
  const { home } = settings;
  await run.timings.measure("checks", () => check(settings, run));
  await run.timings.measure("sources", () => installAndBuild(settings, run));
  const cluster = settings.databaseUrl
    ? undefined
    : await run.timings.measure("open cluster", () => openClusterWithProgress(settings, run));
  if (settings.databaseUrl) await run.timings.measure("login", () => requireLogin(settings.databaseUrl));
  if (run.stopping.aborted) throw new Interrupted();
  const env = () =>
    childEnvironment({
      settings,
      databaseUrl: settings.databaseUrl ?? cluster.url(),
      secret: readSecret(home),
      previousSecret: readPreviousSecret(home),
    });
  const portal = (run.portal = openPortal({ settings, env, cluster, say: run.terminal.say }));
  const { setUpPath } = await run.terminal.step("Starting", () => launchAll({ settings, portal, env, run }));
  setInterval(() => rotateLogs(home), 60_000).unref();
  welcome(settings, setUpPath, run);
}

async function check({ root, home, port, gatewayPort, otlpPort, databaseUrl }, run) {
  requireGit();
  openHome(home);
  await requireDiskSpace(home, NEEDED_MB.running);
  run.unlock = lockHome(home);
  rotateLogs(home);
  await requireFreePort(port, "PORT", [gatewayPort, otlpPort]);
  await requireFreePort(otlpPort, "SLIPWAY_OTLP_PORT", [port, gatewayPort]);
  // The gateway of a portal that was killed may still be serving; then its port is taken by us.
  const target = await findLocalTarget({ home });
  if (target?.gatewayPort !== gatewayPort)
    await requireFreePort(gatewayPort, "SLIPWAY_GATEWAY_PORT", [port, otlpPort]);
  if (databaseUrl) await requireReachable(databaseUrl);
  if (needsInstall(root)) await requireDiskSpace(root, NEEDED_MB.installing);
}

function lockHome(home) {
  const { release, holder } = takeLock(join(home, "start.lock"));
  if (release) return release;
  throw new StartFailure(
    `Slipway is already running in ${home} (process ${holder}). Stop it first (Ctrl-C there, or kill ${holder}), ` +
      `or start a second one with its own SLIPWAY_HOME, PORT, SLIPWAY_GATEWAY_PORT and SLIPWAY_OTLP_PORT.`,
  );
}

async function openClusterWithProgress({ root, home }, { terminal }) {
  const open = () => openCluster({ root, home, log: logPath(home, "postgres"), choosePort: findFreePort });
  return readState(join(home, "postgres.json"))?.created
    ? open()
    : terminal.step("Creating the database", open);
}

function welcome({ home, url, gatewayPort, otlpPort, showTimings }, setUpPath, { terminal, timings }) {
  const { say, strong } = terminal;
  say();
  say(`  Slipway is ready:  ${strong(url)}`);
  say(`  Your services:     http://<service>-<environment>.localhost:${gatewayPort}`);
  say(`  Their telemetry:   http://localhost:${otlpPort}  (OTLP, Sentry, Prometheus remote_write)`);
  say(`  Logs:              ${join(home, "logs")}`);
  if (setUpPath) {
    say();
    say("  Create the first administrator (the link works once):");
    say(`  ${strong(`${url}${setUpPath}`)}`);
  }
  say();
  say("  Ctrl-C stops the portal and its services.");
  say();
  if (showTimings) say(["Timings in ms since the start", ...timings.lines()].join("\n"));
}

async function stopAll({ terminal, portal, unlock }) {
  terminal.say();
  await terminal.step("Stopping the portal and its services", () => portal?.stop());
  unlock();
}

async function fail({ terminal, portal, unlock }, error) {
  const interrupted = error instanceof Interrupted;
  // A start that failed must not take down services that an earlier one had left serving.
  await portal?.stop({ keepAdopted: !interrupted });
  unlock();
  if (interrupted) {
    terminal.say("Stopped.");
    process.exit(0);
  }
  process.stderr.write(
    `${error instanceof StartFailure ? error.message : `Slipway could not start.\n${error.stack}`}\n`,
  );
  process.exit(1);
}
