import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, it } from "vitest";

import { TestServer } from "../testing";
import { freePort, judged as check } from "./testing";

const folder = mkdtempSync(join(tmpdir(), "slipway-checks-"));
const server = await TestServer.listen(({ url }, response) => {
  response.statusCode = url === "/health" ? 200 : 404;
  response.end("ok");
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server[Symbol.asyncDispose]();
});

it("tcp: something listens, or the connection is refused", async () => {
  const { port } = new URL(server.url);
  expect(await check({ tcp: { address: `localhost:${port}` } })).toMatchObject({ status: "passed" });
  expect(await check({ tcp: { address: `127.0.0.1:${await freePort()}` } })).toMatchObject({
    status: "failed",
  });
  expect(await check({ dependency: { address: server.url, health: "/health" } })).toMatchObject({
    status: "passed",
    actual: "connected; status 200",
  });
});

it("tls: a server that does not speak it has failed", async () => {
  expect(await check({ tls: { address: new URL(server.url).host } })).toMatchObject({ status: "failed" });
});

it("variables: says what is wrong with a value, never the value", async () => {
  const outcome = await check(
    {
      variables: {
        DATABASE_URL: { format: "url", differsFrom: "staging" },
        MODE: { oneOf: ["fast", "safe"] },
        TOKEN: { secret: true },
        GONE: {},
        MAYBE: { required: false },
      },
    },
    {
      environment: "production",
      variables: { DATABASE_URL: "postgres://db/shop", MODE: "reckless", TOKEN: "changeme" },
      isSameIn: async (_, key, value) => key === "DATABASE_URL" && value === "postgres://db/shop",
    },
  );
  expect(outcome.status).toBe("failed");
  for (const part of [
    "DATABASE_URL differs from staging",
    "MODE is one of fast, safe",
    "TOKEN is a secret",
    "GONE is set",
  ]) {
    expect(outcome.expected).toContain(part);
  }
  expect(JSON.stringify(outcome)).not.toMatch(/reckless|changeme|db\/shop/);
});

it("command: exit code and output, with the service's variables and nothing of the portal's", async () => {
  process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
  const run = (line: string, more: object = {}) =>
    check({ timeout: "2s", command: { run: line, ...more } }, { folder, variables: { COLOUR: "blue" } });
  expect(await run('echo "$COLOUR,$SLIPWAY_SECRET."', { output: "^blue,\\.$" })).toMatchObject({
    status: "passed",
  });
  expect(await run("echo out of tea; exit 3")).toMatchObject({
    status: "failed",
    actual: "exit code 3: out of tea",
  });
  expect(await run("no-such-program")).toMatchObject({ status: "errored" });
  expect(await run("sleep 60")).toMatchObject({ status: "failed", expected: "the command ends" });
  expect(await check({ command: { run: "true" } })).toMatchObject({ status: "errored" });
});

it("command: shows not even the beginning of a secret where a text is cut", async () => {
  const { actual } = await check(
    { command: { run: 'printf "%0280d%s" 0 "$SECRET"', output: "^nothing$" } },
    { folder, variables: { SECRET: "s3cret-".repeat(10) } },
  );
  expect(actual).toContain("$SECRET…");
  expect(actual).not.toContain("s3cret");
});

it("is skipped where it is not declared for", async () => {
  expect(await check({ environments: ["production"], http: { url: "/" } })).toMatchObject({
    status: "skipped",
  });
});
