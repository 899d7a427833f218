import { connect, createServer, type Socket } from "node:net";

import postgres, { type Sql, type TransactionSql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { testDatabase } from "./testing";

// What the driver does here is mended by patches/postgres+3.4.9.patch: without it the process ends, the connection
// never comes back, or a statement of a transaction that is over is committed by the next one.
const test = await testDatabase();
const wire = await breakableWireTo(new URL(test.url));
let sql: Sql;

beforeAll(async () => {
  await test.client`create table notes (text text)`;
});
beforeEach(async () => {
  // PostgreSQL notices that nobody listens any more only when it has an answer; until then the table is locked.
  await test.client`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and query like '%pg_sleep(20)%'`;
  await test.client`truncate notes`;
  sql = postgres(wire.url, { max: 1, connect_timeout: 2, backoff: () => 0, onnotice: () => {} });
});
afterAll(async () => {
  wire.close();
  await test[Symbol.asyncDispose]();
});

const LOST = /CONNECTION_CLOSED|ECONNRESET|terminating connection|57P01/u;
const terminate = (pid: number) => test.client`select pg_terminate_backend(${pid})`;
const pidOf = async (asked: TransactionSql) => Number((await asked`select pg_backend_pid() as pid`)[0]?.pid);
const notes = async () => (await test.client`select text from notes order by text`).map(({ text }) => text);

describe("a transaction whose connection is lost", () => {
  it.each([
    ["ends with the server", (pid: number) => terminate(pid)],
    ["is reset on the way", async () => wire.reset()],
    ["is closed on the way", async () => wire.end()],
  ])("fails while it waits for an answer, when it %s; and the next ones are served", async (_, lose) => {
    const lost = sql.begin(async (tx) => {
      const pid = await pidOf(tx);
      await tx`insert into notes values ('lost')`;
      await Promise.all([tx`select pg_sleep(20)`, lose(pid)]);
    });
    await expect(lost).rejects.toThrow(LOST);
    await expect(sql`select 1 as one`).resolves.toEqual([{ one: 1 }]);
    await sql.begin((tx) => tx`insert into notes values ('kept')`);
    expect(await notes()).toEqual(["kept"]);
    await sql.end({ timeout: 1 });
  });

  it("runs nothing of itself in the transaction that gets its connection next", async () => {
    const afterLoss = signal();
    const reopened = signal();
    const lost = sql.begin(async (tx) => {
      await terminate(await pidOf(tx));
      afterLoss.give();
      await reopened.given;
      await tx`insert into notes values ('lost')`;
    });
    const settled = lost.catch((error: unknown) => error);
    await afterLoss.given;
    await sql.begin(async (tx) => {
      await tx`insert into notes values ('kept')`;
      reopened.give();
      await settled;
      // So that a statement of the other one has the time to slip in.
      await tx`select pg_sleep(0.02)`;
    });
    await expect(lost).rejects.toThrow(LOST);
    expect(await notes()).toEqual(["kept"]);
    await sql.end({ timeout: 1 });
  });

  it("settles every statement that waited in it", async () => {
    const all: Promise<unknown>[] = [];
    const lost = sql.begin(async (tx) => {
      const pid = await pidOf(tx);
      all.push(
        ...Array.from({ length: 200 }, (__, index) => tx`select ${"x".repeat(2_000)}::text, ${index}::int`),
      );
      all.push(tx`select pg_sleep(20)`, ...Array.from({ length: 200 }, () => tx`select 1`));
      await terminate(pid);
      await Promise.all(all);
    });
    await expect(lost).rejects.toThrow(LOST);
    const ends = await Promise.allSettled(all);
    expect(ends.filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);
    await sql.end({ timeout: 1 });
  });
});

function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

/** A connection to the server that can be cut: reset, as when a machine dies, or closed, as by a proxy. */
async function breakableWireTo(target: URL) {
  const inside = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port) });
    inside.add(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
    client.on("close", () => inside.delete(client));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = address && typeof address === "object" ? String(address.port) : "";
  return {
    url: Object.assign(new URL(target.href), { hostname: "127.0.0.1", port }).href,
    reset: () => inside.forEach((socket) => socket.resetAndDestroy()),
    end: () => inside.forEach((socket) => socket.end()),
    close: () => {
      inside.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}
