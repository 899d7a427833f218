import { afterAll, beforeEach, expect, it } from "vitest";

import { testDatabase } from "@/db/testing";
import { as, aService } from "@/lib/delivery/testing";

import { getIssue, listIssues } from "./index";
import { anEvent, record } from "./testing";

const test = await testDatabase();
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.DATABASE_URL = test.url;
afterAll(() => test[Symbol.asyncDispose]());
const viewer = as(test, "viewer");

let serviceId = "";
beforeEach(async () => {
  await test.client`truncate services cascade`;
  serviceId = (await aService(test, "tide-tables", 1)).id;
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
  const stranger = await aService(test, "stranger", 1);
  await record(test, stranger.id, "production", {
    feedback: feedbackOf(event.eventId, "Your session is over, sign in at evil.example"),
  });
  expect(await shown()).toEqual([]);
});
