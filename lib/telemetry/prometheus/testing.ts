import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Debian's packages `prometheus` and `victoria-metrics`; without them tests of the real engines are skipped. */
const found = (name: string) =>
  (process.env.PATH ?? "")
    .split(":")
    .concat("/usr/bin")
    .map((folder) => join(folder, name))
    .find(existsSync);
export const findPrometheus = () => found("prometheus");
export const findVictoriaMetrics = () => found("victoria-metrics");

type Engine = AsyncDisposable & { url: string };
type Wishes = { scrape?: boolean; remoteWrite?: { url: string; key: string } };

/** One that takes remote_write, perhaps scrapes itself each second, and perhaps writes somewhere. */
export async function startPrometheus({ scrape = false, remoteWrite }: Wishes = {}): Promise<Engine> {
  return startEngine(
    findPrometheus() ?? "prometheus",
    "/-/ready",
    (folder, port) => [
      `--config.file=${folder}/config.yml`,
      `--storage.tsdb.path=${folder}/store`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--web.enable-remote-write-receiver",
      "--log.level=error",
    ],
    (port) => configuration(port, scrape, remoteWrite),
  );
}

export async function startVictoriaMetrics(): Promise<Engine> {
  return startEngine(findVictoriaMetrics() ?? "victoria-metrics", "/health", (folder, port) => [
    `-storageDataPath=${folder}/store`,
    `-httpListenAddr=127.0.0.1:${port}`,
    "-loggerLevel=ERROR",
    "-memory.allowedBytes=64MB",
    "-search.latencyOffset=0s",
  ]);
}

const configuration = (port: number, scrape: boolean, remoteWrite: Wishes["remoteWrite"]) =>
  JSON.stringify({
    global: { scrape_interval: "1s" },
    scrape_configs: scrape
      ? [{ job_name: "itself", static_configs: [{ targets: [`127.0.0.1:${port}`] }] }]
      : [],
    remote_write: remoteWrite
      ? [
          {
            url: remoteWrite.url,
            authorization: { credentials: remoteWrite.key },
            queue_config: { batch_send_deadline: "200ms" },
            metadata_config: { send_interval: "1s" },
          },
        ]
      : [],
  });

async function startEngine(
  binary: string,
  health: string,
  argumentsOf: (folder: string, port: number) => string[],
  configurationOf: (port: number) => string = () => "{}",
): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-engine-"));
  const port = await freePort();
  await writeFile(join(folder, "config.yml"), configurationOf(port));
  const child = spawn(binary, argumentsOf(folder, port), { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const end = async () => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answers(`${url}${health}`, child);
  } catch (error) {
    await end();
    throw error;
  }
  return { url, [Symbol.asyncDispose]: end };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`The engine ended with ${child.exitCode}.`);
    // oxlint-disable-next-line no-await-in-loop -- until it answers
    const isReady = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    // oxlint-disable-next-line no-await-in-loop -- until it answers
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not answer.`);
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === "object" ? address.port : 0));
    });
  });
