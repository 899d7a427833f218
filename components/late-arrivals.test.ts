import { dehydrate, hydrate, QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { followArrivals } from "./late-arrivals";
import { EVERY_TOPIC } from "./live-store";

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 10, 28) }));
afterEach(() => vi.useRealTimers());

/** A page that the server rendered now, by a clock that is so much ahead of the browser's. */
async function renderedNow(aheadMs = 0) {
  const server = new QueryClient();
  await server.fetchQuery({ queryKey: ["check-run:1", "detail"], queryFn: () => "running" });
  server.setQueryData(["check-run:1", "detail"], "running", { updatedAt: Date.now() + aheadMs });
  return dehydrate(server);
}

function tab() {
  const queries = new QueryClient();
  const again = vi.fn<(topic: string) => void>();
  return { queries, again, ...followArrivals(queries, again) };
}

it.each([
  ["its topic", "check-run:1", 0],
  ["anything", EVERY_TOPIC, 0],
  ["its topic, by a server whose clock is ahead", "check-run:1", 600_000],
  ["its topic, by a server whose clock is behind", "check-run:1", -600_000],
])("reads again what was on its way while %s changed", async (_, topic, aheadMs) => {
  const { queries, again, heard } = tab();
  const page = await renderedNow(aheadMs);
  vi.advanceTimersByTime(300);
  heard(topic);
  vi.advanceTimersByTime(300);
  hydrate(queries, page);
  expect(again.mock.calls).toEqual([["check-run:1"]]);
});

it("reads again a newer state of a query that is there", async () => {
  const { queries, again, heard } = tab();
  hydrate(queries, await renderedNow());
  vi.advanceTimersByTime(1_000);
  const page = await renderedNow();
  heard("check-run:1");
  hydrate(queries, page);
  expect(again.mock.calls).toEqual([["check-run:1"]]);
});

it("leaves what was rendered long after the change, what nothing changed, and what is read in the tab itself", async () => {
  const { queries, again, heard } = tab();
  heard("check-run:1");
  heard("check-run:2");
  vi.advanceTimersByTime(11_000);
  hydrate(queries, await renderedNow());
  heard("check-run:1");
  const observer = new QueryObserver(queries, {
    queryKey: ["check-run:1", "other"],
    queryFn: () => "passed",
  });
  const leave = observer.subscribe(() => {});
  await vi.advanceTimersByTimeAsync(100);
  expect(observer.getCurrentResult().data).toBe("passed");
  expect(again).not.toHaveBeenCalled();
  leave();
});
