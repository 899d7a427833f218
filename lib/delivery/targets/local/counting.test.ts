import { connect } from "node:net";

import { afterAll, beforeAll, expect, it } from "vitest";

import type { TrafficCount } from "@/lib/telemetry/contract";

import { type Bench, deploy, openBench, openStream, rolloutOf, until } from "./testing";

/** What real requests through a real gateway count as. */

let bench: Bench;
let daemon: Awaited<ReturnType<Bench["start"]>>;

beforeAll(async () => {
  bench = await openBench({
    trafficFlushMs: 100,
    holdRestartMs: 100,
    restartFirstMs: 60_000,
    restartMaxMs: 60_000,
  });
  daemon = await bench.start();
});

afterAll(async () => {
  await daemon.stop();
  await bench.close();
});

const SERVER = `
import { createHash } from "node:crypto";
import { createServer } from "node:http";
const server = createServer((request, response) => {
  const { url } = request;
  if (url === "/reset") return request.socket.resetAndDestroy();
  if (url === "/half") { response.writeHead(200, { "content-length": 100 }); response.write("half"); return setTimeout(() => request.socket.destroy(), 20); }
  if (url === "/events") { response.writeHead(200, { "content-type": "text/event-stream" }); return response.write("data: 1\\n\\n"); }
  if (url === "/never") return;
  if (url === "/long") { response.writeHead(200); return response.write("begun"); }
  if (url === "/die") { response.end("dying"); return setTimeout(() => process.exit(7), 5); }
  response.statusCode = url.startsWith("/fails") ? 500 : url.startsWith("/missing") ? 404 : 200;
  request.resume().on("end", () => response.end("ok"));
});
server.on("upgrade", (request, socket) => {
  if (request.url === "/refused") return socket.end("HTTP/1.1 403 Forbidden\\r\\ncontent-length: 0\\r\\nconnection: close\\r\\n\\r\\n");
  const accept = createHash("sha1").update(request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
  socket.write("HTTP/1.1 101 Switching Protocols\\r\\nupgrade: websocket\\r\\nconnection: Upgrade\\r\\nsec-websocket-accept: " + accept + "\\r\\n\\r\\n");
});
server.listen(process.env.PORT);
`;

const serve = (service: string, release: string, more = {}) =>
  deploy(bench.target, rolloutOf(bench.artifact({ "server.mjs": SERVER }), { service, release, ...more }));

/** Everything that was counted since the last look, once it is at least so much. */
async function counted(service: string, requests: number): Promise<TrafficCount[]> {
  const rows: TrafficCount[] = [];
  const sum = () => rows.reduce((total, row) => total + row.requests, 0);
  await until(
    async () => {
      const batches = await bench.target.readTraffic();
      await bench.target.forgetTraffic(batches.map(({ id }) => id));
      rows.push(
        ...batches.flatMap(({ counts }) => counts).filter((row) => row.placementId === `plc_${service}_dev`),
      );
      return sum();
    },
    (total) => total >= requests,
  );
  return rows;
}

/** Added up over windows, by what a test asks about. */
function summary(rows: readonly TrafficCount[], key: (row: TrafficCount) => string) {
  const sums: Record<string, { requests: number; errors: number }> = {};
  for (const row of rows) {
    const sum = (sums[key(row)] ??= { requests: 0, errors: 0 });
    sum.requests += row.requests;
    sum.errors += row.errors;
  }
  return sums;
}

const byRoute = ({ method, route, statusClass }: TrafficCount) => `${method} ${route} ${statusClass}xx`;

it("every request counts once under its route, and only what the service broke is an error", async () => {
  await serve("kinds", "rel_kinds");
  const get = (path: string, options = {}) => bench.get("kinds-dev", path, options);
  for (let order = 1; order <= 12; order += 1) await get(`/orders/${order}?page=${order}`);
  for (let order = 1; order <= 3; order += 1) await get(`/orders/${order}`, { method: "POST", body: "x" });
  await get("/missing");
  await get("/fails/7");
  expect((await get("/reset")).status).toBe(502);
  expect((await get("/reset", { method: "POST", body: "x" })).status).toBe(502);
  await expect(get("/half")).rejects.toThrow("aborted");
  const rows = await counted("kinds", 20);
  expect(summary(rows, byRoute)).toEqual({
    "GET /orders/{id} 2xx": { requests: 12, errors: 0 },
    "POST /orders/{id} 2xx": { requests: 3, errors: 0 },
    "GET (other) 4xx": { requests: 1, errors: 0 },
    "GET /fails/{id} 5xx": { requests: 1, errors: 1 },
    "GET /reset 5xx": { requests: 1, errors: 1 },
    "POST /reset 5xx": { requests: 1, errors: 1 },
    "GET /half 2xx": { requests: 1, errors: 1 },
  });
  expect(new Set(rows.map(({ releaseId }) => releaseId))).toEqual(new Set(["rel_kinds"]));
});

it("a WebSocket counts when it opens, and an event stream too, however long they stay", async () => {
  await serve("lasting", "rel_lasting");
  const stream = openStream(bench.gatewayPort, "lasting-dev", "/events");
  await stream.opened;
  const socket = await upgrade("/socket");
  const refused = await upgrade("/refused");
  const rows = await counted("lasting", 3);
  expect(summary(rows, byRoute)).toEqual({
    "GET /events 2xx": { requests: 1, errors: 0 },
    "GET /socket 1xx": { requests: 1, errors: 0 },
    "GET /refused 4xx": { requests: 1, errors: 0 },
  });
  stream.leave();
  for (const each of [socket, refused]) each.destroy();
  await stream.closed;
  await bench.get("lasting-dev", "/after");
  expect(summary(await counted("lasting", 1), byRoute)).toEqual({
    "GET /after 2xx": { requests: 1, errors: 0 },
  });
});

it("a client that leaves is no error: before an answer it has no status, and in the middle of one that of the answer", async () => {
  await serve("left", "rel_left");
  const before = openStream(bench.gatewayPort, "left-dev", "/never");
  const during = openStream(bench.gatewayPort, "left-dev", "/long");
  await during.opened;
  for (const each of [before, during]) each.leave();
  const rows = await counted("left", 2);
  expect(summary(rows, byRoute)).toEqual({
    "GET (other) 0xx": { requests: 1, errors: 0 },
    "GET /long 2xx": { requests: 1, errors: 0 },
  });
});

it("what the gateway answers for a release that is down is an error of that release, and another host is nobody's", async () => {
  await serve("down", "rel_down");
  await bench.get("down-dev", "/die");
  await until(
    () => bench.target.observe("plc_down_dev"),
    ([one]) => one?.serving?.state === "restarting",
  );
  expect((await bench.get("down-dev", "/")).status).toBe(503);
  expect((await bench.get("nobody-dev", "/")).status).toBe(404);
  const rows = await counted("down", 2);
  expect(summary(rows, (row) => `${row.releaseId} ${byRoute(row)}`)).toEqual({
    "rel_down GET /die 2xx": { requests: 1, errors: 0 },
    "rel_down GET / 5xx": { requests: 1, errors: 1 },
  });
});

it("through a promotion each request counts for the release that answered it, none twice and none not at all", async () => {
  await serve("moving", "rel_before");
  const answered: Record<string, number> = {};
  const load = { isOver: false };
  const clients = Array.from({ length: 4 }, async () => {
    while (!load.isOver) {
      const { status, release = "nobody" } = await bench.get("moving-dev", "/page");
      expect(status).toBe(200);
      answered[release] = (answered[release] ?? 0) + 1;
    }
  });
  await until(
    () => answered.rel_before ?? 0,
    (count) => count > 50,
  );
  await serve("moving", "rel_after");
  await until(
    () => answered.rel_after ?? 0,
    (count) => count > 50,
  );
  load.isOver = true;
  await Promise.all(clients);
  const total = Object.values(answered).reduce((sum, count) => sum + count, 0);
  const sums = summary(await counted("moving", total), ({ releaseId }) => releaseId ?? "nobody");
  expect(
    Object.fromEntries(Object.entries(sums).map(([release, { requests }]) => [release, requests])),
  ).toEqual(answered);
});

it("what was counted when the gateway stops is there for the next one, and so is what it cut off", async () => {
  await serve("stopping", "rel_stopping");
  await bench.get("stopping-dev", "/last");
  const cutOff = openStream(bench.gatewayPort, "stopping-dev", "/long");
  await cutOff.opened;
  await daemon.stop();
  daemon = await bench.start();
  expect(summary(await counted("stopping", 2), byRoute)).toEqual({
    "GET /last 2xx": { requests: 1, errors: 0 },
    "GET /long 2xx": { requests: 1, errors: 0 },
  });
});

function upgrade(path: string): Promise<{ destroy: () => unknown }> {
  return new Promise((done) => {
    const socket = connect(bench.gatewayPort, "127.0.0.1");
    socket.on("error", () => {});
    socket.once("data", () => done(socket));
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: lasting-dev\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
  });
}
