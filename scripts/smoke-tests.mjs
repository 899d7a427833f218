#!/usr/bin/env node
// Verifies a running portal from outside: health, readiness of each part, pages, API and gateway. Needs only Node.
import { request } from "node:http";
import { request as requestTls } from "node:https";
import { parseArgs } from "node:util";

import { reportResults } from "./smoke-tests/junit.mjs";

const USAGE = `Usage: scripts/smoke-tests.sh BASE_URL [--token TOKEN] [--gateway URL] [--junit FILE]
  --token    of the API, default $SLIPWAY_TOKEN or $SLIPWAY_ADMIN_TOKEN; without one the API is asked as a stranger only
  --gateway  default: the host of BASE_URL, port $SLIPWAY_GATEWAY_PORT or 4000`;
const TIMEOUT_MS = 10_000;
const LONGEST_BODY = 1_000_000;

let options;
try {
  options = parseArgs({
    allowPositionals: true,
    options: { token: { type: "string" }, gateway: { type: "string" }, junit: { type: "string" } },
  });
} catch (error) {
  misused(error.message);
}
const [base] = options.positionals;
if (options.positionals.length !== 1 || !URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol)) {
  misused("Give the address of the portal, such as http://localhost:3000.");
}
const token = options.values.token ?? process.env.SLIPWAY_TOKEN ?? process.env.SLIPWAY_ADMIN_TOKEN;
const gateway = options.values.gateway ?? gatewayBeside(base);

const results = [];
await check("health", { path: "/api/health" }, [
  ["status 200", ({ status }) => status === 200],
  ["ok is true", ({ json }) => json?.ok === true],
]);
const ready = await check("ready", { path: "/api/ready" }, [
  ["status 200", ({ status }) => status === 200],
  ["ok is true", ({ json }) => json?.ok === true],
]);
for (const part of ["database", "migrations", "worker", "target"]) judgePart(part, ready);
await check("sign-in page", { path: "/sign-in" }, [
  ["status 200", ({ status }) => status === 200],
  ["a page", ({ headers }) => String(headers["content-type"]).startsWith("text/html")],
]);
await check("API document", { path: "/api/v1/openapi.json", token }, [
  ["status 200", ({ status }) => status === 200],
  ["OpenAPI 3.1", ({ json }) => String(json?.openapi).startsWith("3.1")],
]);
await check("API refuses strangers", { path: "/api/v1/services" }, [
  ["status 401", ({ status }) => status === 401],
  ["a problem with a code", ({ json }) => json?.code === "unauthenticated"],
]);
if (token) {
  await check("API answers a token", { path: "/api/v1/services?limit=1", token }, [
    ["status 200", ({ status }) => status === 200],
    ["a list", ({ json }) => Array.isArray(json?.items)],
  ]);
} else {
  record({
    name: "API answers a token",
    status: "skipped",
    durationMs: 0,
    expected: "",
    actual: "No token was given.",
  });
}
// No service can have this name, so it is the gateway itself that answers.
await check(
  "gateway",
  { url: gateway, path: "/", host: `no--such--service.localhost:${new URL(gateway).port}` },
  [["status 404", ({ status }) => status === 404]],
);
process.exitCode = reportResults("slipway portal", results, options.values.junit);

async function check(name, question, expectations) {
  const startedMs = performance.now();
  const expected = expectations.map(([words]) => words).join("; ");
  const reproduce = lineOf(question);
  try {
    const answer = await ask(question);
    const broken = expectations.filter(([, holds]) => !holds(answer)).map(([words]) => words);
    const actual = `status ${answer.status}${broken.length > 0 ? `, not: ${broken.join("; ")}` : ""}`;
    record({
      name,
      status: broken.length > 0 ? "failed" : "passed",
      durationMs: since(startedMs),
      expected,
      actual,
      reproduce,
    });
    return answer;
  } catch (error) {
    // A portal that cannot be reached is what this asks for, so it has failed; a name that nobody knows tells nothing.
    const status = error.code === "ENOTFOUND" || error.code === "EAI_AGAIN" ? "errored" : "failed";
    record({
      name,
      status,
      durationMs: since(startedMs),
      expected,
      actual: error.message || error.code,
      reproduce,
    });
    return undefined;
  }
}

function judgePart(part, answer) {
  const frame = {
    name: part,
    durationMs: answer?.json?.[part]?.ms ?? 0,
    expected: "it is ready",
    reproduce: lineOf({ path: "/api/ready" }),
  };
  const said = answer?.json?.[part];
  if (!said) return record({ ...frame, status: "errored", actual: "The portal did not say." });
  return record({ ...frame, status: said.ok ? "passed" : "failed", actual: said.message });
}

function record(result) {
  results.push({ kind: "http", ...result });
}

function ask({ url = base, path, host, token: bearer }) {
  const target = new URL(path, url);
  const isLocal = target.hostname === "localhost" || target.hostname.endsWith(".localhost");
  return new Promise((resolve, reject) => {
    const outgoing = (target.protocol === "https:" ? requestTls : request)(
      target,
      {
        headers: { ...(host && { host }), ...(bearer && { authorization: `Bearer ${bearer}` }) },
        ...(isLocal && { family: 4 }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => {
          if (body.length < LONGEST_BODY) body += chunk;
        });
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode, headers: response.headers, json: parsed(body) }),
        );
      },
    );
    outgoing.on("error", (error) =>
      reject(
        error.name === "TimeoutError" || error.name === "AbortError"
          ? new Error(`no answer within ${TIMEOUT_MS / 1_000} s`)
          : error,
      ),
    );
    outgoing.end();
  });
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function lineOf({ url = base, path, host, token: bearer }) {
  const headers = [
    ...(host ? [`host: ${host}`] : []),
    ...(bearer ? ["authorization: Bearer $SLIPWAY_TOKEN"] : []),
  ];
  return ["curl -sS -i", ...headers.map((header) => `-H "${header}"`), `"${new URL(path, url).href}"`].join(
    " ",
  );
}

function gatewayBeside(address) {
  const beside = new URL(address);
  return `http://${beside.hostname}:${process.env.SLIPWAY_GATEWAY_PORT || 4000}`;
}

function since(startedMs) {
  return Math.round(performance.now() - startedMs);
}

function misused(problem) {
  console.error(`${problem}\n${USAGE}`);
  process.exit(64);
}
