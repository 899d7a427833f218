import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, it } from "vitest";

import { TestServer } from "../../lib/checks/testing";
import { junitOf } from "./junit.mjs";

const folder = mkdtempSync(join(tmpdir(), "slipway-smoke-"));
afterAll(() => rmSync(folder, { recursive: true }));

const parts = { ok: true, message: "Answers.", ms: 1 };
const portal = async (worker: { ok: boolean; message: string; ms: number }) =>
  TestServer.listen(({ url, headers }, response) => {
    const answer = (status: number, body: unknown, type = "application/json") => {
      response.writeHead(status, { "content-type": type });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    if (headers.host?.startsWith("no--such--service")) return answer(404, "nothing here", "text/html");
    if (url === "/api/health") return answer(200, { ok: true });
    if (url === "/api/ready")
      return answer(worker.ok ? 200 : 503, {
        ok: worker.ok,
        database: parts,
        migrations: parts,
        worker,
        target: parts,
      });
    if (url === "/sign-in") return answer(200, "<h1>Sign in</h1>", "text/html");
    if (url === "/api/v1/openapi.json") return answer(200, { openapi: "3.1.0" });
    return headers.authorization === "Bearer slp_good"
      ? answer(200, { items: [] })
      : answer(401, { code: "unauthenticated" });
  });

const sh = (...args: string[]) =>
  new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn("sh", ["scripts/smoke-tests.sh", ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.stderr.on("data", (chunk) => (output += String(chunk)));
    child.on("close", (code) => resolve({ code, output }));
  });

it("passes for a portal that is well, and names the part that is not", async () => {
  await using well = await portal(parts);
  const passed = await sh(well.url, "--gateway", well.url, "--token", "slp_good");
  expect(passed).toMatchObject({ code: 0, output: expect.stringContaining("11 passed, 0 failed") });
  await using ill = await portal({ ok: false, message: "No worker beats.", ms: 1 });
  const junit = join(folder, "portal.xml");
  const failed = await sh(ill.url, "--gateway", ill.url, "--junit", junit);
  expect(failed.code).toBe(1);
  expect(failed.output).toContain("No worker beats.");
  expect(readFileSync(junit, "utf8")).toContain('failures="2"');
});

it("fails for a portal that is not there, and refuses to be called without an address", async () => {
  expect((await sh("http://127.0.0.1:1")).code).toBe(1);
  expect((await sh()).code).toBe(64);
});

it("runs the checks of a slipway.yaml against an address", async () => {
  await using server = await TestServer.listen((request, response) => {
    response.statusCode = request.url === "/health" ? 200 : 404;
    response.end("ok");
  });
  const file = join(folder, "slipway.yaml");
  const junit = join(folder, "service.xml");
  writeFileSync(
    file,
    "checks:\n  - name: health\n    http: { url: /health }\n  - name: a page & more\n    http: { url: /gone }\n",
  );
  const { code, output } = await sh(server.url, "--file", file, "--junit", junit);
  expect(code).toBe(1);
  expect(output).toContain("passed   health");
  expect(output).toContain(`reproduce curl -sS -i "${server.url}/gone"`);
  expect(readFileSync(junit, "utf8")).toContain('name="a page &#38; more"');
  expect((await sh(server.url, "--file", file, "--only", "health")).code).toBe(0);
  writeFileSync(file, "checks:\n  - name: unknown\n    http: { url: '/${NOT_SET_ANYWHERE}' }\n");
  expect((await sh(server.url, "--file", file)).code).toBe(2);
});

it("tells failures from errors in JUnit, and leaves out what XML cannot hold", () => {
  const result = { name: "it\u0000", kind: "http", durationMs: 1_500, expected: "a", actual: "<b>" };
  const xml = junitOf("s", [
    { ...result, status: "failed" },
    { ...result, status: "errored" },
    { ...result, status: "skipped" },
  ]);
  expect(xml).toContain('tests="3" failures="1" errors="1" skipped="1" time="4.500"');
  expect(xml).toContain("&#60;b&#62;");
  expect(xml).not.toContain("\u0000");
});
