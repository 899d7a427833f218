import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";

import { findFreePort } from "../preflight.mjs";
import { isAlive } from "../processes.mjs";
import { openCluster, type Cluster } from "./cluster.mjs";
import { stopServer } from "./server.mjs";

let home: string;
let cluster: Cluster | undefined;
let pid = 0;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "slipway-cluster-"));
  chmodSync(home, 0o711);
  mkdirSync(join(home, "logs"));
});

afterEach(async () => {
  await stopServer(pid);
  rmSync(home, { recursive: true, force: true });
  if (cluster) rmSync(cluster.folder, { recursive: true, force: true });
});

async function run(durable = false) {
  const log = join(home, "logs/postgres.log");
  cluster = await openCluster({ root: process.cwd(), home, log, choosePort: findFreePort, durable });
  const server = await cluster.run();
  pid = server.pid;
  return { ...server, cluster };
}

async function ask(url: string, query: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(query);
  } finally {
    await sql.end();
  }
}

test("a new cluster has a UTF-8 database that sorts by code point, for its own user with its own password only", async () => {
  const { cluster: made } = await run();
  const [database] = await ask(
    made.url(),
    "select datname, pg_encoding_to_char(encoding) as encoding, datlocprovider, datlocale from pg_database where datname = current_database()",
  );
  expect(database).toEqual({
    datname: "slipway",
    encoding: "UTF8",
    datlocprovider: "b",
    datlocale: "C.UTF-8",
  });
  const stranger = Object.assign(new URL(made.url()), { password: "guess" }).href;
  await expect(ask(stranger, "select 1")).rejects.toThrow(/password authentication failed/);
  expect(statSync(join(home, "postgres.json")).mode & 0o777).toBe(0o600);
});

test("a server that still runs is adopted", async () => {
  const first = await run();
  const second = await run();
  expect(second).toMatchObject({ pid: first.pid, port: first.port, adopted: true });
});

test("after a kill the server comes back with what was committed", async () => {
  const first = await run(true);
  await ask(first.cluster.url(), "create table kept as select 42 as answer");
  process.kill(first.pid, "SIGKILL");
  await expect.poll(() => isAlive(first.pid)).toBe(false);
  await first.cluster.run().then((server) => (pid = server.pid));
  expect(await ask(first.cluster.url(), "select answer from kept")).toEqual([{ answer: 42 }]);
});

test("a port that somebody else took meanwhile is replaced by a free one", async () => {
  const first = await run();
  await stopServer(first.pid);
  const squatter = createServer();
  await new Promise<void>((done) => squatter.listen(first.port, "127.0.0.1", done));
  const second = await run();
  squatter.close();
  expect(second.port).not.toBe(first.port);
  expect(await ask(second.cluster.url(), "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a lock file that names a stranger's process does not keep the server from starting", async () => {
  const first = await run();
  await stopServer(first.pid);
  writeFileSync(join(first.cluster.folder, "data/postmaster.pid"), `${process.pid}\n`);
  expect((await run()).adopted).toBe(false);
});

test("when only postgres.json is lost, the data is kept and gets a new password", async () => {
  const first = await run();
  await ask(first.cluster.url(), "create table kept as select 42 as answer");
  rmSync(join(home, "postgres.json"));
  const second = await run();
  expect(second.cluster.url()).not.toBe(first.cluster.url());
  expect(await ask(second.cluster.url(), "select answer from kept")).toEqual([{ answer: 42 }]);
});

test("when the data is lost, it says so instead of beginning with an empty database", async () => {
  const first = await run();
  await stopServer(first.pid);
  rmSync(join(first.cluster.folder, "data"), { recursive: true });
  await expect(run()).rejects.toThrow(/The database of .* is missing/);
});

test("a cluster of another major version is left alone", async () => {
  const first = await run();
  await stopServer(first.pid);
  const version = join(first.cluster.folder, "data/PG_VERSION");
  const written = readFileSync(version, "utf8");
  writeFileSync(version, "9.6\n");
  await expect(run()).rejects.toThrow(/created by PostgreSQL 9\.6/);
  writeFileSync(version, written);
});
