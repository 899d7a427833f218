import * as fc from "fast-check";
import { expect, it } from "vitest";

import { isStorable } from "@/lib/core/unstorable-text";

import { readAttachment } from "./attachment";
import { readEnvelope } from "./read-envelope";

const RECEIVED = Date.parse("2026-11-23T19:56:10.000Z");
const EVENT = "a".repeat(32);
const bytes = (text: string) => new TextEncoder().encode(text);
const item = (payload: string, header: object = {}) =>
  `\n${JSON.stringify({ type: "attachment", length: bytes(payload).length, filename: "a.txt", ...header })}\n${payload}`;
const read = (header: object, ...items: string[]) =>
  readEnvelope(bytes(JSON.stringify(header) + items.join("")), RECEIVED);
const headers = (header: Record<string, unknown>) =>
  readAttachment({ type: "attachment", header, payload: bytes("x") });

it("attachments belong to the event of their envelope, or to the one that it names", () => {
  const event = `\n{"type":"event"}\n${JSON.stringify({ event_id: EVENT, message: "m" })}`;
  const withEvent = read({}, event, item("line\nby line", { content_type: "text/plain;charset=utf-8" }));
  expect(withEvent.attachments).toEqual([
    {
      eventId: EVENT,
      name: "a.txt",
      contentType: "text/plain",
      type: "event.attachment",
      body: bytes("line\nby line"),
    },
  ]);
  expect(withEvent.events).toHaveLength(1);
  expect(read({ event_id: EVENT }, item("a"), item("b")).attachments.map(({ eventId }) => eventId)).toEqual([
    EVENT,
    EVENT,
  ]);
});

it("what somebody attaches to a feedback belongs to the error that it is about", () => {
  const feedback = { contexts: { feedback: { message: "It hung", associated_event_id: EVENT } } };
  const own = read(
    { event_id: "b".repeat(32) },
    `\n{"type":"feedback"}\n${JSON.stringify(feedback)}`,
    item("x"),
  );
  expect(own.attachments).toMatchObject([{ eventId: EVENT }]);
});

it("one that is too large, or that names no event, is counted and takes nothing else with it", () => {
  const batch = read({ event_id: EVENT }, item("x".repeat(1_048_577)), item("small"));
  expect(batch.attachments).toHaveLength(1);
  expect(batch.drops).toEqual([{ signal: "attachments", reason: "oversized", items: 1 }]);
  expect(read({}, item("x")).drops).toEqual([{ signal: "attachments", reason: "no_event", items: 1 }]);
});

it("of thousands only five are read, and the others are counted", () => {
  const batch = read({ event_id: EVENT }, ...Array.from({ length: 4_000 }, () => item("")));
  expect(batch.attachments).toHaveLength(5);
  expect(batch.drops).toEqual([{ signal: "attachments", reason: "too_many", items: 3_995 }]);
});

it.each([
  ["../../etc/passwd", "passwd"],
  ["C:\\dumps\\core.dmp", "core.dmp"],
  ["gpj.\u202Eexe", "gpj.exe"],
  ["line\r\nbreak\u0000.txt", "linebreak.txt"],
  ["..", "attachment"],
  ["", "attachment"],
  [undefined, "attachment"],
  [7, "attachment"],
  ["Ümläut 報告.png", "Ümläut 報告.png"],
])("a file that is called %j is kept as %j", (filename, name) => {
  expect(headers({ filename }).name).toBe(name);
});

it.each([
  ["image/PNG", "image/png"],
  ["text/html; charset=x", "text/html"],
  ["text/html\r\nset-cookie: a=b", "application/octet-stream"],
  ["nonsense", "application/octet-stream"],
  [null, "application/octet-stream"],
])("the content type %j is kept as %j", (given, contentType) => {
  expect(headers({ content_type: given }).contentType).toBe(contentType);
});

it("whatever its headers say, what is kept of them is short and can be stored", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("\u0000", "\uD800x", "a/\uDFFF", 7, null, {}),
  );
  fc.assert(
    fc.property(anything, anything, anything, (filename, contentType, type) => {
      const { body: _, ...kept } = headers({ filename, content_type: contentType, attachment_type: type });
      const isFit = (text: string) => isStorable(text) && text.length > 0 && text.length <= 200;
      expect(Object.values(kept).every(isFit)).toBe(true);
    }),
  );
});
