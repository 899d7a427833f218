import { IncomingMessage } from "node:http";
import { Socket } from "node:net";

import { expect, it } from "vitest";

import { BoundedRoom } from "./bounded-room";
import { BodyRefused, readBody } from "./read-body";

const aRequest = () => new IncomingMessage(new Socket());
const turn = () => new Promise((done) => setImmediate(done));

it("what comes of a refused body is neither kept nor takes room, however much of it comes", async () => {
  const room = new BoundedRoom(100);
  room.take(60);
  const request = aRequest();
  const { body, release } = readBody(request, { mostBytes: 1_000, room });
  request.push(Buffer.alloc(60));
  await expect(body).rejects.toThrow(BodyRefused);
  release();
  room.give(60);
  request.push(Buffer.alloc(60));
  await turn();
  expect(room.take(100)).toBe(true);
});

it("strangers together get a part of the room, and give back what they took", () => {
  const room = new BoundedRoom(800);
  const strangers = room.part(100);
  expect(strangers.take(100)).toBe(true);
  expect(strangers.take(1)).toBe(false);
  expect(room.take(700)).toBe(true);
  strangers.give(100);
  expect(room.take(100)).toBe(true);
  expect(strangers.take(1)).toBe(false);
});
