import { chmod, mkdir, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { dirname, join, resolve } from "node:path";

import { controlSocketPath, homeMark } from "../socket-path";
import { Commands } from "./commands";
import { createControlServer } from "./control-server";
import { Gateway } from "./gateway";
import type { Limits } from "./limits";
import { acquireLock } from "./lock";
import { logger } from "./logger";
import { OutputCollector } from "./output/output-collector";
import { RequestCounts } from "./request-counts";
import { Supervisor } from "./supervisor";
import { TrafficSpool } from "./traffic-spool";

export type DaemonOptions = {
  home: string;
  gatewayPort: number;
  gatewayHosts: readonly string[];
  /** Another proxy stands in front; what it says of where a request came from is passed on. */
  isBehindProxy: boolean;
  limits: Limits;
  staticServer: readonly string[];
};

/**
 * The local target: services, the gateway in front of them and the control socket. Resolves when it answers; the
 * gateway listens only once it is known what of an earlier daemon still runs. Throws AlreadyRunning, and the
 * system's error when the port is taken.
 */
export async function startDaemon(
  options: DaemonOptions,
): Promise<{ stop: () => Promise<void>; stopped: Promise<void> }> {
  const { limits, gatewayPort } = options;
  const folder = join(resolve(options.home), "target");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const releaseLock = acquireLock(join(folder, "daemon.pid"));
  const output = new OutputCollector(folder, limits);
  await output.open();
  const supervisor = new Supervisor({
    output,
    folder,
    mark: homeMark(options.home),
    gatewayPort,
    limits,
    staticServer: options.staticServer,
  });
  const spool = new TrafficSpool(join(folder, "traffic"), limits);
  const counts = new RequestCounts(
    limits.trafficFlushMs,
    (batch) => void spool.add(batch),
    () => spool.takeLost(),
  );
  const gateway = new Gateway(supervisor, limits, counts, options);
  const commands = new Commands(supervisor.around);
  let control: Server | undefined;
  let ending: Promise<void> | undefined;
  let reportStopped = () => {};
  const stopped = new Promise<void>((done) => (reportStopped = done));

  const stop = () => {
    if (ending) void supervisor.kill();
    return (ending ??= (async () => {
      logger.info("The local target stops");
      await gateway.close(limits.shutdownDrainMs);
      counts.close();
      await spool.settled();
      await commands.cancelAll();
      await supervisor.shutdown();
      output.close();
      control?.close();
      control?.closeAllConnections();
      await rm(controlSocketPath(options.home), { force: true });
      releaseLock();
      logger.info("The local target has stopped");
      reportStopped();
    })());
  };

  try {
    await supervisor.boot();
    await gateway.listen(gatewayPort, options.gatewayHosts);
  } catch (error) {
    // What was found running keeps running: the next daemon finds it again.
    counts.close();
    output.close();
    releaseLock();
    throw error;
  }
  control = createControlServer({
    supervisor,
    gateway,
    commands,
    spool,
    output: output.spool,
    shutdown: () => void stop(),
  });
  await listenPrivately(control, controlSocketPath(options.home));
  logger.info("The local target runs", { gatewayPort, home: options.home, pid: process.pid });
  return { stop, stopped };
}

/** A unix socket only its owner may open, in a folder only its owner may enter. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await rm(path, { force: true });
  await new Promise<void>((done, reject) => {
    server.once("error", reject);
    server.listen(path, done);
  });
  // Not by a umask: it belongs to the whole process, and services that are started meanwhile would inherit it.
  await chmod(path, 0o600);
}
