import { connect } from "node:net";

import { afterAll, beforeAll, expect, it } from "vitest";

import { labelOf } from "./daemon/gateway";
import { type Bench, deploy, GOOD_SERVER, openBench, rolloutOf, until } from "./testing";

/** What the gateway says by itself, and what it does with requests that are not well. */

let bench: Bench;
let daemon: Awaited<ReturnType<Bench["start"]>>;

beforeAll(async () => {
  bench = await openBench({
    requestHeadMs: 300,
    holdRestartMs: 200,
    restartFirstMs: 60_000,
    restartMaxMs: 60_000,
  });
  daemon = await bench.start();
  await deploy(
    bench.target,
    rolloutOf(bench.artifact({ "server.mjs": GOOD_SERVER }), { release: "rel_good" }),
  );
});

afterAll(async () => {
  await daemon.stop();
  await bench.close();
});

it("any suffix after the first label finds the service, in any case", () => {
  expect(labelOf("Tide-Tables-dev.localhost:4000")).toBe("tide-tables-dev");
  expect(labelOf("tide-tables-dev.example.test")).toBe("tide-tables-dev");
  expect(labelOf("tide-tables-dev")).toBe("tide-tables-dev");
  for (const bad of [
    undefined,
    "",
    "-x",
    "a b",
    "a/b",
    "é.localhost",
    `${"a".repeat(64)}.localhost`,
    "a:99999999",
  ])
    expect(labelOf(bad)).toBeUndefined();
});

it("an unknown host gets a page that names the known ones, as JSON for programs", async () => {
  const page = await bench.get("no-such-dev");
  expect(page).toMatchObject({ status: 404, release: undefined });
  expect(page.text).toContain("tide-tables-dev");
  const problem = await bench.get("no-such-dev", "/", { headers: { accept: "application/json" } });
  expect(problem.headers["content-type"]).toBe("application/problem+json");
  expect(JSON.parse(problem.text)).toMatchObject({
    status: 404,
    title: "Nothing is deployed as no-such-dev",
  });
});

it("an address that belongs to no service says that each has its own", async () => {
  const { text } = await raw("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
  expect(text).toContain("Each service has an address of its own");
  expect(text).toContain("tide-tables-dev");
});

it("a page shows nothing of the request as HTML", async () => {
  const { text } = await raw("GET / HTTP/1.1\r\nHost: x<script>\r\nConnection: close\r\n\r\n");
  expect(text).toMatch(/^HTTP\/1\.1 400/);
  expect(text).not.toContain("<script>");
});

it("requests that are no HTTP, or whose headers are too many, are refused and not passed on", async () => {
  expect((await raw("nonsense\r\n\r\n")).text).toMatch(/^HTTP\/1\.1 400 Bad Request/);
  expect(
    (await raw(`GET / HTTP/1.1\r\nHost: tide-tables-dev\r\nX-Big: ${"x".repeat(40_000)}\r\n\r\n`)).text,
  ).toMatch(/^HTTP\/1\.1 431/);
  expect((await raw("GET / HTTP/1.1\r\n\r\n")).text).toMatch(/^HTTP\/1\.1 400/);
  expect(
    (await raw("GET / HTTP/1.1\r\nHost: no-such\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")).text,
  ).toMatch(/^HTTP\/1\.1 404/);
  expect((await bench.get("tide-tables-dev")).status).toBe(200);
});

it("a client that never finishes its request is cut off", async () => {
  expect((await raw("GET / HTTP/1.1\r\nHost: tide-tables-dev\r\nX-Slow")).text).toMatch(/^HTTP\/1\.1 408|^$/);
});

it("a release that listens on the other loopback address is found", async () => {
  const path = bench.artifact({
    "server.mjs": GOOD_SERVER.replace("process.env.PORT,", 'process.env.PORT, "::1",'),
  });
  await deploy(bench.target, rolloutOf(path, { service: "six" }));
  expect(await bench.get("six-dev")).toMatchObject({ status: 200, text: "v1" });
});

it("the release hears who asked, for which host, and no header meant for one hop", async () => {
  const { text } = await bench.get("tide-tables-dev", "/headers", {
    headers: {
      "x-forwarded-for": "10.1.1.1",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      forwarded: "for=10.1.1.1",
      connection: "keep-alive, x-secret-hop",
      "x-secret-hop": "1",
      te: "trailers",
    },
  });
  const seen: unknown = JSON.parse(text);
  expect(seen).toMatchObject({
    host: `tide-tables-dev.localhost:${bench.gatewayPort}`,
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-host": `tide-tables-dev.localhost:${bench.gatewayPort}`,
    "x-forwarded-proto": "http",
  });
  expect(seen).not.toHaveProperty("x-secret-hop");
  expect(seen).not.toHaveProperty("forwarded");
  expect(seen).not.toHaveProperty("te");
});

it("no client can name away what frames its request and smuggle a second one behind it", async () => {
  const smuggled = "GET /count-up HTTP/1.1\r\nHost: x\r\n\r\n";
  const path = bench.artifact({ "server.mjs": MIRROR });
  await deploy(bench.target, rolloutOf(path, { service: "framed" }));
  const bodies = [
    `Connection: close, content-length\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    `Connection: close, transfer-encoding\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`,
  ];
  for (const method of ["GET", "POST", "DELETE"])
    for (const body of bodies) {
      const { text } = await raw(`${method} /201 HTTP/1.1\r\nHost: framed-dev\r\n${body}`);
      expect(text).toMatch(/^HTTP\/1\.1 201/);
      expect(text).toContain(smuggled);
    }
  expect((await bench.get("framed-dev", "/count")).text).toBe("0");
});

it("a request that offers another protocol is answered as if it had not", async () => {
  const offer = "Host: tide-tables-dev\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n";
  const { text } = await raw(`GET /headers HTTP/1.1\r\n${offer}HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`);
  expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(text).toContain("x-slipway-release: rel_good");
  expect(text).not.toContain("h2c");
  expect((await raw(`POST /echo HTTP/1.1\r\n${offer}Content-Length: 1\r\n\r\nx`)).text).toMatch(
    /^HTTP\/1\.1 400/,
  );
});

it("every method and status passes, and an answer keeps its repeated headers", async () => {
  const path = bench.artifact({ "server.mjs": MIRROR });
  await deploy(bench.target, rolloutOf(path, { service: "mirror", release: "rel_mirror" }));
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const answer = await bench.get("mirror-dev", "/201", {
      method,
      body: method === "GET" ? undefined : "text",
    });
    expect(answer).toMatchObject({ status: 201, release: "rel_mirror" });
    expect(answer.headers["x-method"]).toBe(method);
    expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(answer.headers["x-slipway-release"]).toBe("rel_mirror");
  }
  expect(await bench.get("mirror-dev", "/200", { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
  for (const status of [204, 304, 404, 500])
    expect((await bench.get("mirror-dev", `/${status}`)).status).toBe(status);
});

it("a release that breaks off before it answers is a 502 without a release; one that breaks off later is cut", async () => {
  const path = bench.artifact({ "server.mjs": MIRROR });
  await deploy(bench.target, rolloutOf(path, { service: "breaker", release: "rel_breaker" }));
  const answer = await bench.get("breaker-dev", "/reset", { method: "POST", body: "x" });
  expect(answer).toMatchObject({ status: 502, release: undefined });
  expect(answer.text).toContain("breaker-dev broke off");
  await expect(bench.get("breaker-dev", "/half")).rejects.toThrow("aborted");
});

it("a request without a body is repeated once when the connection was reset, one with a body never", async () => {
  const path = bench.artifact({ "server.mjs": MIRROR });
  await deploy(bench.target, rolloutOf(path, { service: "flaky", release: "rel_flaky" }));
  expect(await bench.get("flaky-dev", "/first-reset")).toMatchObject({ status: 200, text: "try 2" });
  expect(await bench.get("flaky-dev", "/reset")).toMatchObject({ status: 502 });
  const sent = await bench.get("flaky-dev", "/count-reset", { method: "POST", body: "x" });
  expect(sent.status).toBe(502);
  expect((await bench.get("flaky-dev", "/count")).text).toBe("1");
});

it("nothing runs: 503 with a readable page, at once when the next start is far away", async () => {
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  await deploy(bench.target, rolloutOf(path, { service: "gone" }));
  await bench.get("gone-dev", "/die");
  await until(
    () => bench.target.observe("plc_gone_dev"),
    ([one]) => one?.serving?.state === "restarting",
  );
  const from = performance.now();
  const page = await bench.get("gone-dev");
  expect(performance.now() - from).toBeLessThan(150);
  expect(page).toMatchObject({ status: 503, release: undefined });
  expect(page.headers["retry-after"]).toBe("2");
  const [observed] = await bench.target.observe("plc_gone_dev");
  expect(observed?.serving?.problem).toMatch(/^The process exited with code 7/);
});

it("two placements cannot have one host name", async () => {
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  const rival = rolloutOf(path, { service: "tide", environment: "tables-dev" });
  await expect(deploy(bench.target, rival)).rejects.toThrow(
    "The host name tide-tables-dev already belongs to tide-tables in dev.",
  );
});

function raw(text: string): Promise<{ text: string }> {
  return new Promise((done) => {
    const socket = connect(bench.gatewayPort, "127.0.0.1");
    let seen = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => (seen += chunk));
    socket.on("error", () => {});
    socket.once("close", () => done({ text: seen }));
    socket.write(text);
  });
}

const MIRROR = `
import { createServer } from "node:http";
let count = 0, resets = 0;
createServer((request, response) => {
  if (request.url === "/health") return response.end("ok");
  if (request.url === "/reset") return request.socket.resetAndDestroy();
  if (request.url === "/first-reset") return (resets += 1) === 1 ? request.socket.resetAndDestroy() : response.end("try " + resets);
  if (request.url === "/count-reset") { count += 1; return request.socket.resetAndDestroy(); }
  if (request.url === "/count") return response.end(String(count));
  if (request.url === "/count-up") return response.end(String(count += 1));
  if (request.url === "/half") { response.writeHead(200, { "content-length": 100 }); response.write("half"); return setTimeout(() => request.socket.destroy(), 20); }
  response.writeHead(Number(request.url.slice(1)), { "x-method": request.method, "set-cookie": ["a=1", "b=2"], "x-slipway-release": "forged" });
  request.pipe(response);
}).listen(process.env.PORT);
`;
