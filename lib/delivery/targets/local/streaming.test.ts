import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";

import { afterEach, beforeEach, expect, it } from "vitest";

import { type Bench, deploy, GOOD_SERVER, openBench, openStream, rolloutOf, until } from "./testing";

/** Answers and connections that last: nothing is collected on the way, and each end hears when the other leaves. */

let bench: Bench;
let daemon: Awaited<ReturnType<Bench["start"]>>;

beforeEach(async () => {
  bench = await openBench();
  daemon = await bench.start();
});

afterEach(async () => {
  await daemon.stop();
  await bench.close();
});

it("bodies stream through in both directions without being collected", async () => {
  await deploy(bench.target, rolloutOf(bench.artifact({ "server.mjs": GOOD_SERVER })));
  const outgoing = request({
    host: "127.0.0.1",
    port: bench.gatewayPort,
    method: "POST",
    path: "/echo",
    headers: { host: "tide-tables-dev.example.test" },
  });
  outgoing.write("first");
  const answer = await new Promise<IncomingMessage>((done) => outgoing.once("response", done));
  answer.setEncoding("utf8");
  const chunks = answer[Symbol.asyncIterator]();
  expect((await chunks.next()).value).toBe("first");
  outgoing.write("second");
  expect((await chunks.next()).value).toBe("second");
  outgoing.end();
  expect((await chunks.next()).done).toBe(true);
});

it("server-sent events arrive as they are sent, and the release hears when the reader leaves", async () => {
  await deploy(
    bench.target,
    rolloutOf(bench.artifact({ "server.mjs": GOOD_SERVER }), { release: "rel_sse" }),
  );
  const stream = openStream(bench.gatewayPort, "tide-tables-dev", "/events");
  expect(await stream.opened).toBe("rel_sse");
  await until(
    () => stream.text(),
    (text) => text.split("data: v1").length > 3,
  );
  expect((await bench.get("tide-tables-dev", "/streams")).text).toBe("1");
  stream.leave();
  const openStreams = async () => (await bench.get("tide-tables-dev", "/streams")).text;
  await until(openStreams, (open) => open === "0");
});

it("a WebSocket opens, carries bytes both ways and names its release", async () => {
  await deploy(bench.target, rolloutOf(bench.artifact({ "server.mjs": ECHO_SOCKET }), { release: "rel_ws" }));
  const socket = connect(bench.gatewayPort, "127.0.0.1");
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  socket.write(
    "GET /chat HTTP/1.1\r\nHost: tide-tables-dev.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
  );
  await until(
    () => text,
    (seen) => seen.includes("\r\n\r\n"),
  );
  expect(text).toMatch(/^HTTP\/1\.1 101 /);
  expect(text.toLowerCase()).toContain("x-slipway-release: rel_ws");
  socket.write("ping");
  await until(
    () => text,
    (seen) => seen.endsWith("echo ping"),
  );
  const closed = new Promise((done) => socket.once("close", done));
  await deploy(bench.target, rolloutOf(bench.artifact({ "server.mjs": GOOD_SERVER }), { drainMs: 300 }));
  await closed;
});

const ECHO_SOCKET = `
import { createServer } from "node:http";
const server = createServer((_, response) => response.end("ok"));
server.on("upgrade", (request, socket) => {
  socket.write("HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n");
  socket.on("data", (chunk) => socket.write("echo " + chunk));
  socket.on("error", () => {});
});
server.listen(process.env.PORT);
`;
