import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it, test } from "vitest";

import { testDatabase } from "@/db/testing";
import { pause } from "@/lib/core/pause";

import { lagOf } from "./redis";
import { freePort, judged } from "./testing";

const MARIADB = "/usr/sbin/mariadbd";
const INSTALL_MARIADB = "/usr/bin/mariadb-install-db";
const REDIS = "/usr/bin/redis-server";
const check = (definition: object, url: string) =>
  judged({ timeout: "5s", ...definition }, { variables: { DB: url } });

const database = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), "slipway-databases-"));
const children: ChildProcess[] = [];
afterAll(async () => {
  await Promise.all(children.map((child) => new Promise((resolve) => child.once("exit", resolve).kill())));
  rmSync(folder, { recursive: true, force: true });
  await database[Symbol.asyncDispose]();
});

/** Starts a server and waits until a check says that it is there. */
async function serve(program: string, options: string[], definition: object, url: string) {
  children.push(spawn(program, options, { stdio: "ignore" }));
  for (let tries = 0; tries < 100; tries += 1) {
    // oxlint-disable-next-line no-await-in-loop -- until it answers
    if ((await check(definition, url)).status === "passed") return;
    // oxlint-disable-next-line no-await-in-loop
    await pause(100, new AbortController().signal);
  }
  throw new Error(`${program} did not come up.`);
}

describe("a PostgreSQL server", () => {
  const postgres = (part: object, url = database.url) => check({ postgres: { url: "${DB}", ...part } }, url);

  it("connects, writes and reads back, knows the migration level and the lag, and leaves nothing", async () => {
    expect(
      await postgres({
        latency: "5s",
        readWrite: true,
        migration: { query: "select count(*)::int from drizzle.__drizzle_migrations", atLeast: 1 },
        replicationLag: "10s",
      }),
    ).toMatchObject({ status: "passed", actual: expect.stringContaining("read back and rolled back") });
    const rows = await database.client`select 1 from pg_class where relname = 'slipway_probe'`;
    expect(rows).toHaveLength(0);
  });

  it("fails on another level and on a wrong password, which it does not show", async () => {
    expect(await postgres({ migration: { query: "select '0007_old'", atLeast: "0012_new" } })).toMatchObject({
      status: "failed",
      expected: "migration level at least 0012_new",
      actual: "migration level 0007_old",
    });
    const wrong = new URL(database.url);
    wrong.password = "wrong-password";
    wrong.username = "nobody-here";
    const outcome = await postgres({}, wrong.href);
    expect(outcome.status).toBe("failed");
    expect(JSON.stringify(outcome)).not.toContain("wrong-password");
  });

  it("cannot tell with a query that is wrong, and never writes with it", async () => {
    for (const query of ["create table here (a int)", "commit; create table here (a int); select 1"]) {
      expect(await postgres({ migration: { query, equals: 1 } })).toMatchObject({ status: "errored" });
    }
    expect(await database.client`select 1 from pg_class where relname = 'here'`).toHaveLength(0);
  });

  it("takes nothing of the worker's own environment where the address says nothing", async () => {
    const url = new URL(database.url);
    url.username = "";
    expect(await postgres({}, url.href)).toMatchObject({
      status: "errored",
      actual: "The address of the database names no user.",
    });
  });
});

describe.skipIf(!existsSync(MARIADB))("a MariaDB server (skipped where Debian's is not installed)", () => {
  let url = "";
  beforeAll(async () => {
    const port = await freePort();
    const data = join(folder, "maria");
    const user = `--user=${userInfo().username}`;
    execFileSync(
      INSTALL_MARIADB,
      [`--datadir=${data}`, user, "--auth-root-authentication-method=normal", "--skip-test-db"],
      { stdio: "ignore" },
    );
    url = `mysql://root@127.0.0.1:${port}/mysql`;
    const options = [
      "--no-defaults",
      `--datadir=${data}`,
      user,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      `--socket=${join(folder, "maria.sock")}`,
    ];
    await serve(MARIADB, options, { mysql: { url: "${DB}" } }, url);
  }, 60_000);

  it("connects, writes and reads back, and knows the level and the lag", async () => {
    const mysql = {
      url: "${DB}",
      readWrite: true,
      migration: { query: "select max(v) from (select 7 as v union select 12) t", atLeast: 12 },
      replicationLag: "1s",
    };
    expect(await check({ mysql }, url)).toMatchObject({
      status: "passed",
      actual: expect.stringContaining("written, read back and dropped; migration level 12"),
      reproduce: expect.stringContaining('--uri "${DB}"'),
    });
  });

  it("fails on another level and on a wrong password, which it does not show", async () => {
    const level = { query: "select 7", atLeast: 12 };
    expect(await check({ mysql: { url: "${DB}", migration: level } }, url)).toMatchObject({
      status: "failed",
      actual: "migration level 7",
    });
    const wrong = await check({ mysql: { url: "${DB}" } }, url.replace("root@", "nobody:wrong-password@"));
    expect(wrong).toMatchObject({ status: "failed", actual: expect.stringContaining("Access denied") });
    expect(JSON.stringify(wrong)).not.toContain("wrong-password");
  });

  it("never writes with the query of the level", async () => {
    for (const query of ["set global max_connections = 5", "select 1; drop database mysql"]) {
      const migration = { query, equals: 1 };
      // oxlint-disable-next-line no-await-in-loop -- two
      expect(await check({ mysql: { url: "${DB}", migration } }, url)).toMatchObject({ status: "errored" });
    }
  });
});

describe.skipIf(!existsSync(REDIS))("a Redis server (skipped where Debian's is not installed)", () => {
  let url = "";
  beforeAll(async () => {
    const port = await freePort();
    url = `redis://:open-sesame@127.0.0.1:${port}/2`;
    const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder];
    await serve(REDIS, [...options, "--requirepass", "open-sesame"], { redis: { url: "${DB}" } }, url);
  }, 30_000);

  it("connects, authenticates, writes and reads back, and leaves nothing", async () => {
    const redis = { url: "${DB}", latency: "2s", readWrite: true, replicationLag: "1s" };
    expect(await check({ redis }, url)).toMatchObject({
      status: "passed",
      actual: expect.stringContaining("written, read back and deleted; 0 replicas"),
    });
    const { createClient } = await import("@redis/client");
    const client = await createClient({ url }).connect();
    expect(await client.dbSize()).toBe(0);
    client.destroy();
  });

  it("fails with a wrong password, which it does not show, and where nobody listens", async () => {
    const wrong = await check({ redis: { url: "${DB}" } }, url.replace("open-sesame", "wrong-password"));
    expect(wrong).toMatchObject({ status: "failed", actual: expect.stringContaining("WRONGPASS") });
    expect(JSON.stringify(wrong)).not.toContain("wrong-password");
    const nobody = `redis://127.0.0.1:${await freePort()}`;
    expect(await check({ redis: { url: "${DB}" } }, nobody)).toMatchObject({
      status: "failed",
      actual: "the connection was refused",
    });
  });
});

test("the distance of Redis replicas, as a primary and as a replica see it", () => {
  const primary = [
    "role:master",
    "connected_slaves:2",
    "slave0:ip=10.0.0.1,port=6379,state=online,offset=9,lag=1",
    "slave1:ip=10.0.0.2,port=6379,state=online,offset=9,lag=4",
  ].join("\r\n");
  expect(lagOf(primary, "5s").actual).toBe("2 replicas at most 4000 ms behind");
  expect(() => lagOf(primary, "2s")).toThrow("4000 ms");
  const replica = (link: string) =>
    `role:slave\r\nmaster_link_status:${link}\r\nmaster_last_io_seconds_ago:1\r\n`;
  expect(lagOf(replica("up"), "5s").actual).toBe("this replica at most 1000 ms behind");
  expect(() => lagOf(replica("down"), "5s")).toThrow("lost its primary");
});

test.each([
  [{ mysql: { url: "${DB}" } }, "postgres://a:b@c/d"],
  [{ redis: { url: "${DB}" } }, "redis://host/orders"],
  [{ mysql: { url: "${DB}" } }, "mysql://root@169.254.169.254/x"],
])("cannot tell of %o at %s, which is no such address", async (definition, url) => {
  expect(await check(definition, url)).toMatchObject({ status: "errored" });
});
