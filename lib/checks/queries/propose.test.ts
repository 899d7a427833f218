import { expect, it } from "vitest";
import { parse } from "yaml";

import { testDatabase } from "@/db/testing";
import { as } from "@/lib/delivery/testing";

import { CheckDefinitions } from "../contract";
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
    },
  };
  const proposal = await proposeChecks(as(test, "viewer"), { text: JSON.stringify(document) });
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
  ]);
  expect(proposal.leftOut).toBe(2);
  await expect(proposeChecks(as(test, "viewer"), { text: "swagger: 2" })).rejects.toMatchObject({
    code: "invalid",
  });
});
