import { expect, it } from "vitest";
import { parse } from "yaml";

import { testDatabase } from "@/db/testing";
import { as, aService, serve } from "@/lib/delivery/testing";

import { CheckDefinitions } from "../contract";
import { TestServer } from "../testing";
import { proposeChecks } from "./propose";

const operation = { responses: { 200: { description: "it", content: { "application/json": {} } } } };

it("proposes what can be asked without inventing anything, in the words of slipway.yaml", async () => {
  await using test = await testDatabase();
  const document = {
    openapi: "3.1.0",
    servers: [{ url: "https://api.example.com/v2/" }],
    paths: {
      "/tides": { get: { ...operation, operationId: "listTides" }, post: operation },
      "/tides/{id}": {
        get: { ...operation, parameters: [{ name: "id", in: "path", required: true, example: "a b" }] },
      },
      "/ports/{id}": { get: { ...operation, parameters: [{ name: "id", in: "path", required: true }] } },
      "/me": { get: { ...operation, security: [{ bearer: [] }] } },
      "/old": { get: { ...operation, deprecated: true } },
      "/boats/{kind}": {
        get: {
          ...operation,
          parameters: [{ $ref: "#/components/parameters/kind" }],
          security: [{ key: [] }],
        },
      },
    },
    components: {
      parameters: {
        kind: { name: "kind", in: "path", required: true, schema: { enum: ["cutter", "sloop"] } },
      },
      securitySchemes: { key: { type: "apiKey", in: "header", name: "x-api-key" } },
    },
  };
  const proposal = await proposeChecks(as(test, "developer"), { text: JSON.stringify(document) });
  const { checks } = parse(proposal.text);
  expect(CheckDefinitions.parse(checks)).toMatchObject([
    {
      name: "listTides",
      http: {
        url: "/v2/tides",
        status: 200,
        expect: [{ header: "content-type", contains: "application/json" }],
      },
    },
    { http: { url: "/v2/tides/a%20b" } },
    { http: { url: "/v2/me", headers: { authorization: "Bearer ${API_TOKEN}" } } },
    { http: { url: "/v2/boats/cutter", headers: { "x-api-key": "${API_TOKEN}" } } },
  ]);
  expect(proposal.checks[0]).toMatchObject({ name: "listTides", summary: "GET /v2/tides" });
  expect(proposal.leftOut).toBe(2);
  await expect(proposeChecks(as(test, "developer"), { text: "swagger: 2" })).rejects.toMatchObject({
    code: "invalid",
  });
});

it("reads the document from the service itself, and asks nobody else", async () => {
  await using test = await testDatabase();
  await using server = await TestServer.listen((request, response) => {
    if (request.url !== "/openapi.json") response.statusCode = 404;
    response.end(JSON.stringify({ openapi: "3.1.0", paths: { "/tides": { get: operation } } }));
  });
  const service = await aService(test, "tides", 1);
  const ask = (url: string, role: "viewer" | "developer" = "developer") =>
    proposeChecks(as(test, role), { serviceId: service.id, url });
  await expect(ask("/openapi.json")).rejects.toThrow("Nothing of tides runs yet");
  await serve(test, service, "dev", 1, { url: server.url });
  expect((await ask("/openapi.json")).checks).toMatchObject([{ name: "GET tides" }]);
  expect((await ask(`${server.url}/openapi.json`)).checks).toHaveLength(1);
  await expect(ask("/elsewhere")).rejects.toThrow("status 404");
  for (const url of ["http://169.254.169.254/", "//example.com/openapi.json", "http://127.0.0.1:1/x"]) {
    await expect(ask(url)).rejects.toThrow("Only the service itself is asked");
  }
  await expect(ask("/openapi.json", "viewer")).rejects.toMatchObject({ code: "forbidden" });
});
