import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { afterAll, beforeAll, expect, it } from "vitest";

import { type Bench, deploy, never, openBench, rolloutOf } from "./testing";

let bench: Bench;
let daemon: Awaited<ReturnType<Bench["start"]>>;

beforeAll(async () => {
  bench = await openBench();
  daemon = await bench.start();
  const path = bench.artifact({
    "package.json": "{}",
    "site/index.html": "<h1>home</h1>",
    "site/404.html": "<h1>lost</h1>",
    "site/about/index.html": "<h1>about</h1>",
    "site/assets/app-3f9a8b7c.js": "console.log(1)",
    "site/.env": "SECRET=1",
  });
  writeFileSync(join(path, "site/assets/app-3f9a8b7c.js.gz"), gzipSync("console.log(1)"));
  const serve = { kind: "static", directory: "site", singlePage: false } as const;
  await deploy(bench.target, rolloutOf(path, { service: "site", serve, readiness: AT_ROOT }));
  const app = { kind: "static", directory: "site", singlePage: true } as const;
  await deploy(bench.target, rolloutOf(path, { service: "app", serve: app, readiness: AT_ROOT }));
}, 30_000);

afterAll(async () => {
  await daemon.stop();
  await bench.close();
});

const AT_ROOT = { probe: { kind: "http", path: "/", expect: "success" }, deadlineMs: 15_000 } as const;

it("serves files, folders and its own page for what is not there", async () => {
  expect(await bench.get("site-dev")).toMatchObject({ status: 200, text: "<h1>home</h1>" });
  expect(await bench.get("site-dev", "/about/")).toMatchObject({ status: 200, text: "<h1>about</h1>" });
  expect(await bench.get("site-dev", "/nothing")).toMatchObject({ status: 404, text: "<h1>lost</h1>" });
  expect(await bench.get("site-dev", "/", { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
  expect((await bench.get("site-dev", "/", { method: "POST", body: "x" })).status).toBe(405);
});

it("a single-page application answers every path that is no file", async () => {
  expect(await bench.get("app-dev", "/deep/link")).toMatchObject({ status: 200, text: "<h1>home</h1>" });
  expect((await bench.get("app-dev", "/assets/missing.js")).status).toBe(404);
});

it("nothing outside the folder and nothing with a leading dot can be had", async () => {
  for (const path of [
    "/.env",
    "/../package.json",
    "/%2e%2e/package.json",
    "/..%2fpackage.json",
    "/about/..%5c..%5cpackage.json",
  ])
    expect((await bench.get("site-dev", path)).status).toBe(404);
});

it("entity tags, ranges and compressed files work", async () => {
  const whole = await bench.get("site-dev", "/assets/app-3f9a8b7c.js");
  expect(whole.headers["cache-control"]).toContain("immutable");
  const etag = String(whole.headers.etag);
  expect(
    (await bench.get("site-dev", "/assets/app-3f9a8b7c.js", { headers: { "if-none-match": etag } })).status,
  ).toBe(304);
  const part = await bench.get("site-dev", "/assets/app-3f9a8b7c.js", { headers: { range: "bytes=0-6" } });
  expect(part).toMatchObject({ status: 206, text: "console" });
  const odd = await bench.get("site-dev", "/assets/app-3f9a8b7c.js", { headers: { range: "bytes=-5" } });
  expect(odd).toMatchObject({ status: 200, text: "console.log(1)" });
  const small = await bench.get("site-dev", "/assets/app-3f9a8b7c.js", {
    headers: { "accept-encoding": "gzip" },
  });
  expect(small.headers["content-encoding"]).toBe("gzip");
  expect((await bench.get("site-dev")).headers["cache-control"]).toBe("no-cache");
});

it("a folder that is not in the release is a bad release", async () => {
  const serve = { kind: "static", directory: "dist", singlePage: false } as const;
  const rollout = rolloutOf(bench.artifact({ "index.html": "x" }), {
    service: "empty",
    serve,
    readiness: AT_ROOT,
  });
  await expect(bench.target.start(rollout, () => {}, never())).rejects.toThrow(
    /The output folder dist is not in the release\./,
  );
});
