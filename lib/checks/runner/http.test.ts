import { afterAll, describe, expect, it } from "vitest";

import { TestServer } from "../testing";
import { freePort, judged } from "./testing";
import type { Place } from "./verdict";

const server = await TestServer.listen((request, response, body) => {
  const [path] = (request.url ?? "").split("?");
  if (path === "/login") {
    const password = body.includes("open-sesame") ? "open-sesame" : "";
    response.statusCode = password === "open-sesame" ? 200 : 401;
    return response.end(JSON.stringify({ token: "tok-123456", echo: password }));
  }
  if (path === "/me") {
    response.statusCode = request.headers.authorization === "Bearer tok-123456" ? 200 : 403;
    return response.end(JSON.stringify({ name: "ada", seen: request.headers.authorization }));
  }
  if (path === "/slow") return void setTimeout(() => response.end("late"), 3_000);
  if (path === "/away") return response.writeHead(302, { location: "http://169.254.169.254/" }).end();
  if (path === "/large") return response.end("x".repeat(2_000_000));
  if (path === "/endless") return response.end(JSON.stringify({ status: "o".repeat(50) }));
  if (path === "/flaky")
    response.statusCode = server.asked.filter(({ url }) => url === "/flaky").length < 2 ? 503 : 200;
  else response.statusCode = path === "/health" ? 200 : 404;
  return response.end(JSON.stringify({ status: "ok", host: request.headers.host }));
});
afterAll(() => server[Symbol.asyncDispose]());

const check = (definition: object, place: Partial<Place> = {}) =>
  judged(definition, { baseUrl: server.url, ...place });

describe("an HTTP check", () => {
  it("passes with what it expected and found, and a line that reproduces it", async () => {
    const outcome = await check({ http: { url: "/health", expect: [{ json: "$.status", equals: "ok" }] } });
    expect(outcome).toMatchObject({
      kind: "http",
      status: "passed",
      expected: 'status 2xx; $.status "ok"',
      actual: 'status 200; $.status "ok"',
      reproduce: `curl -sS -i "${server.url}/health"`,
      attempts: [{ status: "passed" }],
    });
  });

  it("is not part of what the service records of those who use it, unless the check itself sends a trace", async () => {
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    const sentry = `${"a".repeat(32)}-${"b".repeat(16)}-1`;
    await check({ http: { url: "/health" } });
    await check({ http: { url: "/health", headers: { Traceparent: traceparent } } });
    await check({ http: { url: "/health", headers: { "Sentry-Trace": sentry } } });
    const [own, asTold, asToldBySentry] = server.asked.slice(-3);
    expect(own?.headers).toMatchObject({
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
      "sentry-trace": expect.stringMatching(/^[0-9a-f]{32}-[0-9a-f]{16}-0$/),
    });
    expect(asTold?.headers).toMatchObject({ traceparent });
    expect(asTold?.headers).not.toHaveProperty("sentry-trace");
    expect(asToldBySentry?.headers).toMatchObject({ "sentry-trace": sentry });
    expect(asToldBySentry?.headers).not.toHaveProperty("traceparent");
  });

  it("cuts a long text without leaving half of a character, which could not be kept", async () => {
    for (const before of ["", "x"]) {
      const equals = before + "😀".repeat(1_000);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { expected } = await check({ http: { url: "/health", expect: [{ json: "$.status", equals }] } });
      expect(expected.length).toBeLessThan(1_010);
      expect(expected.isWellFormed()).toBe(true);
    }
  });

  it("fails with expected and actual on another status", async () => {
    expect(await check({ http: { url: "/nothing" } })).toMatchObject({
      status: "failed",
      expected: "status 2xx",
      actual: "status 404",
    });
  });

  it("logs in, uses the token, and shows neither password nor token anywhere", async () => {
    const outcome = await check(
      {
        steps: [
          {
            method: "POST",
            url: "/login",
            body: { password: "${PASSWORD}" },
            capture: { token: { json: "$.token" } },
          },
          {
            url: "/me",
            headers: { authorization: "Bearer ${token}" },
            expect: [{ json: "$.seen", equals: "nobody" }],
          },
        ],
      },
      { variables: { PASSWORD: "open-sesame" } },
    );
    expect(outcome).toMatchObject({ status: "failed", actual: 'Step 2: $.seen "Bearer $token"' });
    expect(outcome.reproduce).toContain("token=$(curl -sS -X POST");
    expect(outcome.reproduce).toContain('-H "authorization: Bearer ${token}"');
    expect(JSON.stringify(outcome)).not.toMatch(/open-sesame|tok-123456/);
  });

  it("fails when the service refuses the connection, and cannot tell when a name does not resolve", async () => {
    expect(
      await check({ http: { url: "/" } }, { baseUrl: `http://127.0.0.1:${await freePort()}` }),
    ).toMatchObject({
      status: "failed",
      expected: "an answer of the service",
      actual: "the connection was refused",
    });
    expect(await check({ http: { url: "http://nowhere.invalid/" } })).toMatchObject({ status: "errored" });
    expect(await check({ http: { url: "/" } }, { baseUrl: undefined })).toMatchObject({ status: "errored" });
    expect(await check({ http: { url: "/${MISSING}" } })).toMatchObject({
      status: "errored",
      actual: expect.stringContaining("MISSING is not set in dev"),
    });
  });

  it("fails after its timeout and after its latency limit", async () => {
    expect(await check({ timeout: "200ms", http: { url: "/slow" } })).toMatchObject({
      status: "failed",
      actual: "no answer in time",
    });
    expect(await check({ http: { url: "/health", latency: "1ms" } })).toMatchObject({
      expected: expect.stringContaining("within 1ms"),
    });
  });

  it("tries again as often as it may, and keeps every attempt", async () => {
    expect(await check({ retries: 2, http: { url: "/flaky" } })).toMatchObject({
      status: "passed",
      attempts: [{ status: "failed", actual: "status 503" }, { status: "passed" }],
    });
  });

  it("does not follow a redirect, nor ask a link-local address, nor let a captured value choose the host", async () => {
    expect(await check({ http: { url: "/away" } })).toMatchObject({ status: "failed", actual: "status 302" });
    expect(await check({ http: { url: "http://169.254.169.254/latest" } })).toMatchObject({
      status: "errored",
    });
    expect(
      await check({
        steps: [{ url: "/health", capture: { there: { json: "$.host" } } }, { url: "http://${there}/" }],
      }),
    ).toMatchObject({ status: "errored" });
  });

  it("asks only hosts that the installation names, and the service always", async () => {
    const allowedHosts = ["*.example.com"];
    expect(await check({ http: { url: "/health" } }, { allowedHosts })).toMatchObject({ status: "passed" });
    expect(await check({ tcp: { address: "db.internal:5432" } }, { allowedHosts })).toMatchObject({
      status: "errored",
      actual: expect.stringContaining("SLIPWAY_CHECK_HOSTS"),
    });
  });

  it("leaves neither a dependency by its health path, nor the service by another port", async () => {
    const health = "//169.254.169.254/latest";
    expect(await check({ dependency: { address: server.url, health } })).toMatchObject({
      status: "errored",
      actual: "The health path leaves the dependency.",
    });
    const place = { allowedHosts: ["*.example.com"] };
    expect(await check({ tcp: { address: "127.0.0.1:1" } }, place)).toMatchObject({
      status: "errored",
      actual: expect.stringContaining("SLIPWAY_CHECK_HOSTS"),
    });
  });

  it("cannot tell with a header that cannot be sent: nothing was asked", async () => {
    const headers = { "x-key": "${KEY}" };
    expect(
      await check({ http: { url: "/health", headers } }, { variables: { KEY: "two\nlines" } }),
    ).toMatchObject({ status: "errored", actual: expect.stringContaining("not valid") });
  });

  it("shows no token of an answer that did not hold", async () => {
    const outcome = await check(
      {
        http: {
          method: "POST",
          url: "/login",
          body: "open-sesame",
          capture: { token: { json: "$.token" } },
          expect: [{ body: true, contains: "nothing of the kind" }],
        },
      },
      { variables: { PASSWORD: "open-sesame" } },
    );
    expect(outcome.status).toBe("failed");
    expect(JSON.stringify(outcome)).not.toMatch(/open-sesame|tok-123456/);
  });

  it("works with secrets that are no valid text of an address", async () => {
    const variables = { ODD: "postgres://ada:100%@db/x", HALF: "half \ud800 pair" };
    expect(await check({ http: { url: "/health" } }, { variables })).toMatchObject({ status: "passed" });
  });

  it("stops judging when that never ends", async () => {
    const schema = { type: "object", properties: { status: { pattern: "(o+)+x" } } };
    expect(await check({ http: { url: "/endless", expect: [{ json: "$", schema }] } })).toMatchObject({
      status: "errored",
      actual: expect.stringContaining("takes too long"),
    });
  });

  it("does not judge a body that is too long", async () => {
    expect(await check({ http: { url: "/large", status: "4xx" } })).toMatchObject({ status: "failed" });
    expect(await check({ http: { url: "/large", expect: [{ body: true, contains: "y" }] } })).toMatchObject({
      status: "errored",
    });
    const capture = { token: { json: "$.token" } };
    expect(await check({ http: { url: "/large", capture } })).toMatchObject({ status: "errored" });
  });

  it("asks an instance under the name that people use", async () => {
    const outcome = await check(
      { http: { url: "/health", expect: [{ json: "$.host", equals: "shop-dev.localhost:4000" }] } },
      { host: "shop-dev.localhost:4000" },
    );
    expect(outcome.status).toBe("passed");
  });
});
