import { afterAll, describe, expect, it, test } from "vitest";

import { CheckDefinition } from "../contract";
import { TestServer } from "../testing";
import { deepestOf } from "./dependency";
import { judged } from "./testing";
import type { NeededService, Needs } from "./verdict";

const server = await TestServer.listen(({ url }, response) => {
  response.statusCode = url === "/well" ? 200 : url === "/missing" ? 404 : 503;
  response.end();
});
afterAll(() => server[Symbol.asyncDispose]());

const edgesOf = (text: string): Needs["edges"] =>
  text.split(" ").map((edge) => {
    const [from = "", to = ""] = edge.split(">");
    return { from, to };
  });
const service = (name: string, more: Partial<NeededService> = {}): NeededService => ({
  name,
  isKnown: true,
  url: server.url,
  health: { path: "/well", below: 400 },
  ...more,
});
const ill = { health: { path: "/ill", below: 500 } };
const needs = (edges: string, ...services: NeededService[]) => ({
  needs: async () => ({ of: "shop", services, edges: edgesOf(edges) }),
});
const check = (place: Parameters<typeof judged>[1], dependency: object = { catalog: true }) =>
  judged({ dependency }, place);

describe("the dependencies of a service by the catalog", () => {
  it("are well when all of them are, each asked as it says itself, and the lines reproduce it", async () => {
    const tides = service("tides", { health: { path: "/missing", below: 500 } });
    const place = needs("shop>tides shop>buoys", tides, service("buoys", { health: undefined }));
    expect(await check(place)).toMatchObject({
      status: "passed",
      expected: "every service that it depends on is well",
      actual: "asked tides, buoys",
      reproduce: `curl -sS -i "${server.url}/missing"\nnc -z -v -w 5 127.0.0.1 ${new URL(server.url).port}`,
    });
    expect(await check(needs("a>b"))).toMatchObject({ status: "passed", actual: "it depends on none" });
  });

  it("fail with the deepest one that is not well, and how it comes to be needed", async () => {
    const edges = "shop>tides tides>buoys shop>notes";
    const place = needs(edges, service("tides", ill), service("buoys", ill), service("notes"));
    expect(await check(place)).toMatchObject({
      status: "failed",
      expected: "tides → buoys: /ill answers below 500",
      actual: "status 503 (tides above it or beside it: not well either)",
      reproduce: `curl -sS -i "${server.url}/ill"`,
    });
  });

  it("fail with one that is not deployed there, and with a name that no service has", async () => {
    const absent = service("tides", { url: undefined });
    expect(await check({ ...needs("shop>tides", absent), environment: "staging" })).toMatchObject({
      status: "failed",
      expected: "tides: tides is deployed in staging",
      actual: "nothing of tides is deployed there",
    });
    const unknown = service("tides", { url: undefined, isKnown: false });
    expect(await check(needs("shop>tides", unknown))).toMatchObject({
      status: "failed",
      actual: "no service is called tides",
    });
  });

  it("are asked whatever hosts checks may otherwise talk to, and cannot be known outside of the portal", async () => {
    expect(await check({ ...needs("shop>tides", service("tides")), allowedHosts: [] })).toMatchObject({
      status: "passed",
    });
    expect(await check({})).toMatchObject({
      status: "errored",
      actual: expect.stringContaining("Only the portal knows"),
    });
  });

  it.each([{}, { address: "db:1", catalog: true }, { catalog: true, health: "/" }])(
    "cannot be declared as %j",
    (dependency) => {
      expect(CheckDefinition.safeParse({ name: "it", dependency }).success).toBe(false);
    },
  );
});

test.each([
  ["shop>a a>b b>c", "a b c", "c"],
  ["shop>a a>b b>c", "a", "a"],
  // Two causes: the one farther away.
  ["shop>a a>b shop>c", "b c", "b"],
  // What is far away but only suffers is not named.
  ["shop>a a>b b>c shop>c c>d", "b d", "d"],
  ["shop>a a>b b>a", "a b", "b"],
  ["shop>a", "", undefined],
])("with %j, of %j the deepest is %j", (edges, unwell, deepest) => {
  expect(deepestOf({ of: "shop", edges: edgesOf(edges) }, unwell.split(" ").filter(Boolean))).toBe(deepest);
});
