import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isNotNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { placements, users } from "@/db/schema";
import { type TestDatabase, testDatabase } from "@/db/testing";
import { asJob, aService, serve } from "@/lib/delivery/testing";
import { recordTraffic } from "@/lib/telemetry";
import { aBatch, aCount } from "@/lib/telemetry/testing";
import { keepSpans } from "@/lib/telemetry/testing-spans";

import { routes } from "./registry";
import { apiOver, type Call, tellOfTrouble, tokenOf } from "./testing";
import { readsOf } from "./testing-reads";

let database: TestDatabase;
let call: ReturnType<typeof apiOver>;
let home: string;
let seeded: Awaited<ReturnType<typeof aService>>;
let deploymentId: string;
let checkRunId: string;
let channelId: string;
let setId: string;
const traceId = "0af7651916cd43dd8448eb211c80319c";
let issueId: string;
let monitorId: string;
const Listed = z.object({ items: z.array(z.object({ id: z.string() })) });
const firstOf = async (path: string) => Listed.parse((await call("GET", path)).body).items[0]?.id ?? "";

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "slipway-api-"));
  process.env.SLIPWAY_HOME = home;
  process.env.SLIPWAY_SECRET = "x".repeat(32);
  database = await testDatabase();
  process.env.DATABASE_URL = database.url;
  call = apiOver(routes, database);
  seeded = await aService(database, "tide-tables", 3);
  const deployed = await call("POST", "/deployments", {
    body: { serviceId: seeded.id, releaseId: seeded.releaseIds[0], environment: "dev", reason: "first" },
  });
  deploymentId = String(deployed.body.id);
  await call("PUT", `/services/${seeded.id}/variables/dev/COLOUR`, { body: { value: "blue" } });
  const check = { text: "name: home\nevery: 5m\nhttp: { url: / }" };
  await call("PUT", `/services/${seeded.id}/checks/home`, { body: check });
  const asked = await call("POST", `/services/${seeded.id}/checks/run`, { body: { environment: "dev" } });
  checkRunId = String(asked.body.id);
  await serve(database, seeded, "staging", 2);
  const [staging] = await database.db.select().from(placements).where(isNotNull(placements.releaseId));
  const counted = { placementId: staging?.id ?? "", releaseId: seeded.releaseIds[1], durationsMs: [5, 9] };
  await recordTraffic(asJob(database), [aBatch(new Date(Date.now() - 120_000), [aCount(counted)])]);
  await keepSpans(database, [
    {
      service: seeded.id,
      environment: "staging",
      traceId,
      spanId: traceId.slice(0, 16),
      attributes: { "http.route": "/tides" },
    },
  ]);
  await tellOfTrouble(database, seeded.id, seeded.releaseIds[0] ?? null);
  issueId = await firstOf("/errors");
  monitorId = await firstOf(`/services/${seeded.id}/monitors`);
  const services = [{ service: "tide-tables" }];
  const set = await call("POST", "/release-sets", { body: { from: "staging", to: "production", services } });
  setId = String(set.body.id);
  await call("POST", "/teams", { body: { name: "harbour", title: "Harbour" } });
  await call("PUT", `/services/${seeded.id}/owner`, { body: { team: "harbour" } });
  await call("POST", "/freezes", {
    body: { name: "Later", window: { kind: "yearly", from: "02-29", until: "03-01" }, timeZone: "UTC" },
  });
  await call("POST", `/services/${seeded.id}/holds`, { body: { environment: "dev", reason: "a talk" } });
  await call("PUT", "/pipeline-template", { body: { text: "stages: [{ environment: dev }]" } });
  await call("POST", `/releases/${seeded.releaseIds[2]}/quarantine`, { body: { reason: "loses orders" } });
  const hook = { kind: "webhook", name: "Hook", owner: "installation", url: "https://93.184.215.14/hook" };
  channelId = String((await call("POST", "/channels", { body: hook })).body.id);
  await call("POST", `/channels/${channelId}/test`);
  await database.db.insert(users).values({ name: "Ada", email: "ada@example.com", role: "operator" });
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

/** Reads that need no working repository. */
const READS = () =>
  readsOf({
    serviceId: seeded.id,
    releaseId: seeded.releaseIds[0] ?? "",
    channelId,
    checkRunId,
    deploymentId,
    setId,
    traceId,
    issueId,
    monitorId,
  });

describe("answers", () => {
  it("look the way the document says, no more and no less", async () => {
    for (const path of READS()) {
      const { status, body } = await call("GET", path);
      expect({ path, status, body }).toEqual({ path, status: 200, body: published("GET", path, body) });
    }
  });

  it("name what holds a service that is asked for by its name", async () => {
    const { body } = await call("GET", "/services/tide-tables/holds");
    expect(body["items"]).toMatchObject([{ environment: "dev", reason: "a talk" }]);
  });

  it("cover every read", () => {
    const asked = new Set(READS().map((path) => routeOf("GET", path).id));
    const expected = routes.filter(({ method }) => method === "GET").map(({ id }) => id);
    const elsewhere = [
      "getOpenApiDocument",
      "listRecentCommits",
      "previewRepository",
      "exportAudit",
      "exportVariables",
      "getErrorAttachment",
    ];
    expect([...asked, ...elsewhere].toSorted()).toEqual(expected.toSorted());
  });
});

describe("writes", () => {
  const write = async (method: string, path: string, options: Call = {}) => {
    const reply = await call(method, path, options);
    expect(reply.body).toEqual(published(method, path, reply.body));
    return reply;
  };

  it("register, change, build and archive a service", async () => {
    const made = await write("POST", "/services", {
      body: { name: "harbour", repository: { url: "/srv/harbour" } },
    });
    expect(made.status).toBe(201);
    const id = String(made.body.id);
    const changed = await write("PATCH", `/services/harbour`, { body: { description: "Ships in and out" } });
    expect(changed.body).toMatchObject({
      id,
      description: "Ships in and out",
      repository: { url: "/srv/harbour" },
    });
    const built = await write("POST", `/services/${id}/releases`, { body: { ref: "main" } });
    expect(built).toMatchObject({ status: 202, body: { status: "building" } });
    expect(
      (await call("POST", "/services", { body: { name: "harbour", repository: { url: "/x" } } })).body,
    ).toMatchObject({ status: 409, errors: [{ path: "name" }] });
    expect((await call("DELETE", `/services/${id}?confirmName=other`)).status).toBe(422);
    expect((await write("DELETE", `/services/${id}?confirmName=harbour`)).status).toBe(200);
    expect((await call("GET", `/services/${id}`)).status).toBe(404);
  });

  it("set and remove a variable, and never show it", async () => {
    const path = "/services/tide-tables/variables/staging/TOKEN";
    expect((await write("PUT", path, { body: { value: "hunter2" } })).body).toEqual({
      key: "TOKEN",
      version: 1,
      changed: true,
    });
    const listed = await call("GET", "/services/tide-tables/variables");
    expect(JSON.stringify(listed.body)).toContain("TOKEN");
    expect(JSON.stringify(listed.body)).not.toContain("hunter2");
    expect((await write("DELETE", path)).status).toBe(200);
    expect((await call("DELETE", path)).status).toBe(404);
    expect(
      (await call("PUT", "/services/tide-tables/variables/dev/1BAD", { body: { value: "x" } })).body,
    ).toMatchObject({
      status: 422,
      errors: [{ path: "key" }],
    });
  });

  it("import a .env file, after a look at what it would change, and go back", async () => {
    const path = "/services/tide-tables/configurations/production/dotenv";
    const text = "LEVEL=debug\nTOKEN=hunter2-hunter2\n";
    const body = { text, plain: ["LEVEL"] };
    expect((await write("PUT", path, { body: { ...body, dryRun: true } })).body).toMatchObject({
      version: 0,
    });
    const done = await write("PUT", path, { body });
    expect(done).toMatchObject({ status: 200, body: { version: 1, changed: true } });
    expect(JSON.stringify(done.body)).not.toContain("hunter2");
    expect((await call("PUT", path, { body: { text: "nonsense" } })).body).toMatchObject({
      status: 422,
      errors: [{ path: "text", message: expect.stringMatching(/^Line 1: /) }],
    });
    await write("PUT", path, { body: { text: "LEVEL=info" } });
    const restored = await write("POST", "/services/tide-tables/configurations/production/restore", {
      body: { version: 1 },
    });
    expect(restored).toMatchObject({ status: 200, body: { version: 3, changed: true } });
  });

  it("deploy, and refuse what is impossible, in words", async () => {
    expect((await call("GET", `/deployments/${deploymentId}`)).body).toMatchObject({
      status: "queued",
      reason: "first",
    });
    const plan = await write("POST", "/promotions", {
      body: { serviceId: seeded.id, from: "dev", to: "staging", dryRun: true },
    });
    expect(plan).toMatchObject({ status: 200, body: { allowed: false } });
    const promoted = await call("POST", "/promotions", {
      body: { serviceId: seeded.id, from: "dev", to: "staging" },
    });
    expect(promoted.body).toMatchObject({ status: 409, code: "conflict" });
    const back = { serviceId: seeded.id, environment: "dev", reason: "test" };
    expect((await call("POST", "/rollbacks", { body: back })).body).toMatchObject({
      status: 409,
      code: "conflict",
    });
    expect(
      (await call("POST", "/repairs", { body: { serviceId: seeded.id, environment: "dev" } })).body,
    ).toMatchObject({
      status: 409,
      code: "conflict",
    });
    const nowhere = { serviceId: seeded.id, releaseId: seeded.releaseIds[0], environment: "moon" };
    expect((await call("POST", "/deployments", { body: nowhere })).body).toMatchObject({
      status: 404,
      errors: [{ path: "environment" }],
    });
    const canceled = await write("POST", `/deployments/${deploymentId}/cancel`, {
      body: { reason: "enough" },
    });
    expect(canceled.status).toBe(202);
  });

  it("bind production to operators, whatever the token's scopes are", async () => {
    const body = { serviceId: seeded.id, releaseId: seeded.releaseIds[0], environment: "production" };
    expect((await call("POST", "/deployments", { actor: tokenOf("developer"), body })).status).toBe(403);
    expect((await call("POST", "/deployments", { actor: tokenOf("operator"), body })).status).toBe(202);
  });

  it("give a service to a team, and to nobody", async () => {
    const owner = { team: "harbour" };
    const given = await call("PUT", "/services/tide-tables/owner", { body: owner });
    expect(given).toMatchObject({ status: 200, body: { owner: { name: "harbour", title: "Harbour" } } });
    const taken = await call("PUT", "/services/tide-tables/owner", { body: { team: null } });
    expect(taken).toMatchObject({ status: 200, body: { owner: null } });
    expect(await call("PUT", "/services/tide-tables/owner", { body: { team: 5 } })).toMatchObject({
      status: 422,
    });
  });

  it("add and change an environment", async () => {
    const made = await write("POST", "/environments", { body: { name: "canary", position: 2 } });
    expect(made.status).toBe(201);
    const changed = await write("PATCH", "/environments/canary", { body: { drainMs: 5_000 } });
    expect(changed.body).toMatchObject({ id: made.body.id, name: "canary", position: 2, drainMs: 5_000 });
  });

  it("invite a person, make a token, and show the secret once", async () => {
    const headers = { "idempotency-key": "invitation" };
    const body = { name: "Grace", email: "grace@example.com" };
    const invited = await write("POST", "/people", { body, headers });
    expect(invited).toMatchObject({ status: 201, body: { path: expect.stringMatching(/./) } });
    expect((await call("POST", "/people", { body, headers })).body).toEqual({ ...invited.body, path: null });
    const id = String(invited.body.id);
    expect((await write("PUT", `/people/${id}/role`, { body: { role: "operator" } })).status).toBe(200);
    expect((await write("POST", `/people/${id}/disable`)).status).toBe(200);
    expect((await write("POST", `/people/${id}/enable`)).status).toBe(200);
    expect((await write("DELETE", `/people/${id}/sessions`)).body).toEqual({ ended: 0 });
  });

  it("export the trail as a file", async () => {
    const { headers, body } = await call("GET", "/audit/export?format=csv");
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("content-disposition")).toMatch(
      /^attachment; filename="slipway-audit-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(body.text).toContain("service.create");
  });
});

describe("pages", () => {
  it("follow each other without gaps or repeats, and end", async () => {
    for (const path of [`/services/${seeded.id}/releases`, "/audit", "/services", "/deployments"]) {
      const whole = await call("GET", `${path}?limit=200`);
      const ids = idsOf(whole.body);
      const collected: string[] = [];
      let cursor: unknown = "";
      do {
        const page = await call("GET", `${path}?limit=1&cursor=${encodeURIComponent(String(cursor))}`);
        collected.push(...idsOf(page.body));
        cursor = page.body.nextCursor;
      } while (cursor !== null && collected.length <= ids.length);
      expect(collected).toEqual(ids);
      expect(ids.length).toBeGreaterThan(0);
    }
  });

  it("let a poller of events go on where it stopped", async () => {
    const first = await call("GET", "/events?limit=2");
    const rest = await call("GET", `/events?after=${String(first.body.nextCursor)}`);
    expect(idsOf(first.body)).toHaveLength(2);
    expect(idsOf(rest.body)).not.toEqual(expect.arrayContaining(idsOf(first.body)));
  });
});

const idsOf = (body: unknown) => Listed.parse(body).items.map(({ id }) => id);

/** What is left of an answer when its published schema has taken away all that it does not name. */
function published(method: string, path: string, body: unknown): unknown {
  const { response, alternative } = routeOf(method, path);
  const parsed = response.safeParse(body);
  return parsed.success ? parsed.data : (alternative?.response ?? response).parse(body);
}

function routeOf(method: string, path: string) {
  const segments = path.split("?")[0]?.split("/") ?? [];
  const fits = routes.filter((route) => {
    const template = route.path.split("/");
    const same = template.every((part, index) => part.startsWith("{") || part === segments[index]);
    return route.method === method && template.length === segments.length && same;
  });
  const [route] = fits;
  if (!route) throw new Error(`No route for ${method} ${path}`);
  return route;
}
