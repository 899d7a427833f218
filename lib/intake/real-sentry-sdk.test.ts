import * as Sentry from "@sentry/node";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";

import { logs, metricMinutes, metricSeries, sessionHours, spans, telemetryDrops } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { listMonitors } from "@/lib/crons";
import { as } from "@/lib/delivery/testing";
import { getAttachment, getIssue, listIssues } from "@/lib/errors";

import { aRunningIntake, aSender } from "./testing/running-intake";

/* Sentry's SDK of Node sends all that it can in one go, and each thing is where it belongs. */

const test = await testDatabase();
// People are told apart by a keyed digest.
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.DATABASE_URL = test.url;
const intake = await aRunningIntake(test);
const viewer = as(test, "viewer");
let releaseId = "";
beforeAll(async () => {
  const sender = await aSender(test, "checkout");
  releaseId = sender.releaseId;
  Sentry.init({
    dsn: `http://${sender.key}@${intake.host}/${sender.project}`,
    release: releaseId,
    environment: "elsewhere",
    tracesSampleRate: 1,
    traceLifecycle: "stream",
    enableLogs: true,
    sendDefaultPii: false,
    // Nothing that wraps the process of the test.
    defaultIntegrations: [
      Sentry.nodeContextIntegration(),
      Sentry.contextLinesIntegration(),
      Sentry.linkedErrorsIntegration(),
      Sentry.requestDataIntegration(),
    ],
    integrations: [Sentry.spanStreamingIntegration()],
    registerEsmLoaderHooks: false,
  });
  sendAll();
  await Sentry.flush(5_000);
});
afterAll(async () => {
  await Sentry.close(100);
  await intake[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});

let eventId = "";
let traceId = "";
function sendAll() {
  Sentry.setUser({ id: "u1", email: "ada@example.com" });
  Sentry.setTag("berth", "7");
  Sentry.startSession();
  Sentry.startSpan({ name: "POST /orders", op: "http.server", attributes: { "order.id": 7 } }, (outer) => {
    traceId = outer.spanContext().traceId;
    Sentry.addBreadcrumb({ category: "tide", message: "ebbs", level: "info", data: { metres: 1.5 } });
    Sentry.startSpan({ name: "SELECT 1", op: "db.query" }, (inner) => inner.setStatus({ code: 2 }));
    Sentry.logger.warn("high water", { metres: 4 });
    Sentry.metrics.count("orders", 2, { attributes: { harbour: "north" } });
    Sentry.metrics.distribution("wait", 12.5, { unit: "millisecond" });
    eventId = charge();
  });
  Sentry.captureCheckIn({ monitorSlug: "nightly", status: "ok", duration: 3 });
  Sentry.withMonitor("hourly", () => true, {
    schedule: { type: "crontab", value: "0 * * * *" },
    maxRuntime: 5,
  });
  Sentry.endSession();
}
function charge(): string {
  const error = new Error("charging failed", { cause: new RangeError("card is at sea") });
  return Sentry.withScope((scope) => {
    scope.addAttachment({ filename: "cart.json", data: '{"fish":\n3}', contentType: "application/json" });
    return Sentry.captureException(error, { attachments: [{ filename: "tide.bin", data: TIDE }] });
  });
}
/** With all that could end a line or a text. */
const TIDE = new Uint8Array([10, 0, 13, 10, 255, 123, 10]);

it("an error has its chain, its stack with source, and all that the program said around it", async () => {
  const [row] = (await listIssues(viewer)).items;
  expect(row).toMatchObject({ title: "Error: charging failed", count: 1, userCount: 1 });
  const { event: view } = await getIssue(viewer, row?.id ?? "");
  expect(view).toMatchObject({ environment: "production", release: { id: releaseId } });
  const event = view?.event;
  expect(event?.eventId).toBe(eventId);
  expect(event?.traceId).toBe(traceId);
  expect(event?.exceptions.map(({ type, value }) => [type, value])).toEqual([
    ["RangeError", "card is at sea"],
    ["Error", "charging failed"],
  ]);
  expect(event?.exceptions[1]?.frames.at(-1)).toMatchObject({
    function: expect.stringContaining("charge"),
    contextLine: expect.stringContaining("charging failed"),
    inApp: true,
  });
  expect(event).toMatchObject({
    user: { id: "u1", email: "ada@example.com" },
    tags: { berth: "7" },
    breadcrumbs: [{ category: "tide", message: "ebbs", level: "info", details: { metres: 1.5 } }],
    contexts: { runtime: { name: "node" } },
    sdk: expect.stringContaining("sentry.javascript.node"),
  });
});

it("files that come with it are fetched byte by byte as they were", async () => {
  const [row] = (await listIssues(viewer)).items;
  const issueId = row?.id ?? "";
  const { event } = await getIssue(viewer, issueId);
  const inOrder = event?.attachments.toSorted((a, b) => (a.name < b.name ? -1 : 1)) ?? [];
  expect(inOrder.map(({ name, contentType, sizeBytes }) => [name, contentType, sizeBytes])).toEqual([
    ["cart.json", "application/json", 11],
    ["tide.bin", "application/octet-stream", 7],
  ]);
  const position = String(inOrder[1]?.position);
  const { body } = await getAttachment(viewer, { issueId, eventId: event?.id ?? "", position });
  expect(new Uint8Array(body)).toEqual(TIDE);
});

it("its spans, lines, metrics, sessions and check-ins are kept, and nothing is dropped", async () => {
  const kept = await test.db.select().from(spans);
  const [outer, inner] = ["POST /orders", "SELECT 1"].map((name) => kept.find((span) => span.name === name));
  expect(kept.length).toBe(2);
  expect(outer).toMatchObject({ kind: 2, status: 1, parentId: null, attributes: { "order.id": 7 } });
  expect(outer?.traceId.toString("hex")).toBe(traceId);
  expect(inner).toMatchObject({ kind: 3, status: 2, parentId: outer?.spanId });
  const [line] = await test.db.select().from(logs);
  expect(line).toMatchObject({ body: "high water", severity: 13, attributes: { metres: 4 } });
  expect(line?.traceId?.toString("hex")).toBe(traceId);
  const measured = await test.db
    .select({
      name: metricSeries.name,
      unit: metricSeries.unit,
      attributes: metricSeries.attributes,
      sum: metricMinutes.sum,
    })
    .from(metricMinutes)
    .innerJoin(metricSeries, eq(metricSeries.id, metricMinutes.seriesId))
    .orderBy(asc(metricSeries.name));
  const others = measured.filter(({ attributes }) => attributes["monitor"] !== "hourly");
  expect(others.map(({ name, unit, attributes, sum }) => [name, unit, attributes, sum])).toEqual([
    ["check_in.duration", "s", { monitor: "nightly", status: "ok" }, 3],
    ["check_in.runs", "{run}", { monitor: "nightly", status: "ok" }, 1],
    ["orders", "1", { harbour: "north" }, 2],
    ["wait", "ms", {}, 12.5],
  ]);
  expect(await test.db.select().from(sessionHours)).toMatchObject([{ sessions: 1 }]);
  expect(await test.db.$count(telemetryDrops)).toBe(0);
});

it("a task that it watches is a cron monitor with its schedule, and its run is one", async () => {
  expect((await listMonitors(viewer, "checkout")).items).toMatchObject([
    {
      slug: "hourly",
      environment: "production",
      status: "ok",
      schedule: { words: "Every hour" },
      maxRuntimeMinutes: 5,
      release: { id: releaseId },
      recent: [{ status: "ok" }],
    },
    { slug: "nightly", schedule: null, nextExpectedAt: null, recent: [{ status: "ok", durationMs: 3_000 }] },
  ]);
});
