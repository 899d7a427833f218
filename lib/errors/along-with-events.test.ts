import { lt, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { errorAttachments } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { as, asJob, aService } from "@/lib/delivery/testing";

import type { Attachment } from "./contract/batch";
import { keepErrors } from "./engine/keep-errors";
import { getAttachment, getIssue, listIssues } from "./index";
import { anEvent, record } from "./testing";

const test = await testDatabase();
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_ATTACHMENTS_MB = "1";
afterAll(() => test[Symbol.asyncDispose]());
const viewer = as(test, "viewer");

let serviceId = "";
let count = 0;
/** Each test has a service of its own, and leaves what it made. */
beforeEach(async () => {
  count += 1;
  serviceId = (await aService(test, `tide-tables-${count}`, 1)).id;
});

const feedbackOf = (eventId: string, message: string) => [
  { eventId, atMs: Date.now(), name: "Bo", email: null, message },
];
const shown = async () => {
  const [issue] = (await listIssues(viewer, { service: serviceId })).items;
  return (await getIssue(viewer, issue!.id)).feedback;
};

it("what people wrote stands with the event they met", async () => {
  const event = anEvent();
  await record(test, serviceId, "production", {
    events: [event],
    feedback: feedbackOf(event.eventId, "It hung"),
  });
  expect(await shown()).toMatchObject([{ name: "Bo", message: "It hung" }]);
});

it("what people wrote comes by the key of the service itself, whatever event they name", async () => {
  const event = anEvent();
  await record(test, serviceId, "production", { events: [event] });
  const stranger = await aService(test, `stranger-${count}`, 1);
  await record(test, stranger.id, "production", {
    feedback: feedbackOf(event.eventId, "Your session is over, sign in at evil.example"),
  });
  expect(await shown()).toEqual([]);
});

const file = (eventId: string, name: string, more: Partial<Attachment> = {}): Attachment => ({
  eventId,
  name,
  contentType: "text/plain",
  type: "event.attachment",
  body: Buffer.from(`this is ${name}`),
  ...more,
});
const keep = async (
  attachments: Attachment[],
  events: ReturnType<typeof anEvent>[] = [],
  from = serviceId,
) => {
  const { drops } = await record(test, from, "production", { events, attachments });
  return drops.map(({ signal, reason }) => [signal, reason]);
};
const newest = async () => {
  const [issue] = (await listIssues(viewer, { service: serviceId })).items;
  const { event } = await getIssue(viewer, issue!.id);
  return { issueId: issue!.id, eventId: event!.id, attachments: event!.attachments };
};
const fetched = async (position: string, more: { issueId?: string; eventId?: string } = {}) =>
  getAttachment(viewer, { ...(await newest()), ...more, position });

describe("files", () => {
  it("that came with an event, or after it, stand with it and are fetched as they came", async () => {
    const event = anEvent();
    const body = Buffer.from([0, 1, 255, 10, 13, 0]);
    await keep([file(event.eventId, "a.bin", { contentType: "application/x-tide", body })], [event]);
    await keep([
      file(event.eventId, "hull.json", { contentType: "application/json", type: "event.view_hierarchy" }),
    ]);
    expect((await newest()).attachments).toEqual([
      {
        position: 1,
        name: "a.bin",
        contentType: "application/x-tide",
        type: "event.attachment",
        sizeBytes: 6,
        picture: null,
        isText: false,
      },
      expect.objectContaining({ position: 2, name: "hull.json", type: "event.view_hierarchy", isText: true }),
    ]);
    expect(await fetched("1")).toEqual({ name: "a.bin", type: "application/octet-stream", body });
  });

  it("are fetched as what can do no harm: pictures by their bytes, text as plain text, and the rest as bytes", async () => {
    const event = anEvent();
    const png = Buffer.from("89504e470d0a1a0a0000000d49484452000000030000000208020000001216f1", "hex");
    await keep(
      [
        file(event.eventId, "a", { contentType: "text/html", body: png }),
        file(event.eventId, "b", { contentType: "image/png" }),
        file(event.eventId, "c", { contentType: "text/html", body: Buffer.from("<script>") }),
        file(event.eventId, "d", { contentType: "image/svg+xml", body: Buffer.from("<svg>") }),
      ],
      [event],
    );
    expect((await newest()).attachments.map(({ picture }) => picture)).toEqual([
      { width: 3, height: 2 },
      null,
      null,
      null,
    ]);
    const types = await Promise.all(
      ["1", "2", "3", "4"].map(async (position) => (await fetched(position)).type),
    );
    expect(types).toEqual([
      "image/png",
      "application/octet-stream",
      "text/plain; charset=utf-8",
      "application/octet-stream",
    ]);
  });

  it("of no event that is kept, of a stranger's event, over five of one and over the day's room are counted", async () => {
    const event = anEvent();
    const { eventId } = event;
    expect(await keep([file("f".repeat(32), "none")])).toEqual([["attachments", "no_event"]]);
    await keep([], [event]);
    const stranger = await aService(test, `stranger-${count}`, 1);
    expect(await keep([file(eventId, "x")], [], stranger.id)).toEqual([["attachments", "no_event"]]);
    const large = file(eventId, "large", { body: Buffer.alloc(600_000) });
    expect(await keep([large, large])).toEqual([["attachments", "allowance"]]);
    expect(await keep(["b", "c", "d", "e", "f"].map((name) => file(eventId, name)))).toEqual([
      ["attachments", "too_many"],
    ]);
    expect((await newest()).attachments.map(({ name }) => name)).toEqual(["large", "b", "c", "d", "e"]);
  });

  it("that two processes add at the same time are five altogether, and each of the others is counted", async () => {
    const event = anEvent();
    await keep([], [event]);
    const left = await Promise.all(
      ["a", "b", "c"].map((one) => keep([1, 2, 3].map((number) => file(event.eventId, `${one}${number}`)))),
    );
    expect((await newest()).attachments.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
    expect(left.flat()).toEqual(Array.from({ length: 4 }, () => ["attachments", "too_many"]));
  });

  it("are fetched without waiting in a circle with whoever drops their day", async () => {
    const event = anEvent();
    await keep([file(event.eventId, "a")], [event]);
    const which = { ...(await newest()), position: "1" };
    const { reading } = await test.db.transaction(async (tx) => {
      await tx.execute(sql`lock table error_events in access exclusive mode`);
      const started = getAttachment(viewer, which);
      const waiting = sql`select from pg_locks where not granted and relation = 'error_events'::regclass`;
      await expect.poll(async () => (await tx.execute(waiting)).length, { interval: 5 }).toBe(1);
      await tx.execute(sql`lock table error_attachments in access exclusive mode nowait`);
      return { reading: started };
    });
    expect(await reading).toMatchObject({ name: "a" });
  });

  it("of another issue are not found by way of this one, nor is what is no position", async () => {
    const event = anEvent();
    await keep([file(event.eventId, "a")], [event]);
    await expect(fetched("1", { issueId: "iss_other" })).rejects.toThrow("There is no such attachment");
    for (const position of ["2", "0", "x", "9999999999", "1 "])
      // oxlint-disable-next-line no-await-in-loop -- one database
      await expect(fetched(position)).rejects.toThrow("There is no such attachment");
  });

  it("go when their event goes", async () => {
    const old = anEvent();
    const receivedAtMs = Date.now() - 40 * 86_400_000;
    await record(test, serviceId, "production", { events: [old], receivedAtMs });
    await keep([file(old.eventId, "late")]);
    const ofThatDay = () =>
      test.db.$count(errorAttachments, lt(errorAttachments.receivedAt, new Date(receivedAtMs + 1)));
    expect(await ofThatDay()).toBe(1);
    await keepErrors(asJob(test));
    expect(await ofThatDay()).toBe(0);
  });
});
