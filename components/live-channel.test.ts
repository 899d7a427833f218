import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { openLiveChannel } from "./live-channel";

/** The browser's end of a stream, driven by hand. */
class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeEventSource[] = [];
  readyState = 0;
  constructor() {
    super();
    FakeEventSource.opened.push(this);
  }
  refuse() {
    this.readyState = FakeEventSource.CLOSED;
    this.dispatchEvent(new Event("error"));
  }
  close() {
    this.readyState = FakeEventSource.CLOSED;
  }
}
const streams = () => FakeEventSource.opened;

let status = 503;
const heard = () => vi.fn<() => void>();
const listener = { opened: heard(), lost: heard(), changed: heard(), signedOut: heard() };
beforeEach(() => {
  vi.useFakeTimers();
  FakeEventSource.opened = [];
  vi.stubGlobal("EventSource", FakeEventSource);
  vi.stubGlobal("fetch", async () => new Response(null, { status }));
  status = 503;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

it("comes back after an answer that the browser gives up on, less and less often, and at once after a success", async () => {
  const close = openLiveChannel(listener);
  for (const longestMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    const before = streams().length;
    streams().at(-1)?.refuse();
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    await vi.advanceTimersByTimeAsync(longestMs / 2 - 1);
    expect(streams()).toHaveLength(before);
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    await vi.advanceTimersByTimeAsync(longestMs / 2 + 1);
    expect(streams()).toHaveLength(before + 1);
  }
  streams().at(-1)?.dispatchEvent(new Event("open"));
  streams().at(-1)?.refuse();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(streams()).toHaveLength(9);
  close();
});

it("leaves a broken connection to the browser, which comes back by itself", async () => {
  const close = openLiveChannel(listener);
  streams()[0]?.dispatchEvent(new Event("error"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(listener.lost).toHaveBeenCalledOnce();
  expect(streams()).toHaveLength(1);
  close();
});

it("says so when nobody is signed in any more, and stops trying", async () => {
  status = 401;
  const close = openLiveChannel(listener);
  streams()[0]?.refuse();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(listener.signedOut).toHaveBeenCalledOnce();
  expect(streams()).toHaveLength(1);
  close();
});

it("does not come back once it was closed", async () => {
  const close = openLiveChannel(listener);
  streams()[0]?.refuse();
  close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(streams()).toHaveLength(1);
});
