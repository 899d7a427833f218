import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { inRounds } from "./in-rounds";
import { readAgain } from "./read-again";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A view on screen whose read takes so long, live by the rounds. */
function liveView(tookMs: number) {
  const queries = new QueryClient();
  let value = 0;
  const read = vi.fn<() => Promise<number>>(async () => {
    const readAtOnce = value;
    await new Promise((done) => setTimeout(done, tookMs));
    return readAtOnce;
  });
  const observer = new QueryObserver(queries, { queryKey: ["delivery", "home"], queryFn: read });
  const leave = observer.subscribe(() => {});
  const rounds = inRounds((topics) => readAgain(queries, topics));
  const change = () => {
    value += 1;
    rounds.add("delivery");
  };
  return { read, change, seen: () => observer.getCurrentResult().data, leave };
}

it("shows a change in a quiet time within a tenth of a second", async () => {
  const view = liveView(10);
  await vi.advanceTimersByTimeAsync(20);
  view.change();
  await vi.advanceTimersByTimeAsync(100);
  expect(view.seen()).toBe(1);
  view.leave();
});

it("lets a long read end while changes come without a pause, and reads the last change as well", async () => {
  const view = liveView(1_500);
  await vi.advanceTimersByTimeAsync(1_600);
  for (let index = 0; index < 200; index += 1) {
    view.change();
    // oxlint-disable-next-line no-await-in-loop -- time passes
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(view.seen()).toBeGreaterThan(100);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(view.seen()).toBe(200);
  expect(view.read.mock.calls.length).toBeLessThan(12);
  view.leave();
});

it("reads nothing for a topic that no view on screen is about", async () => {
  const view = liveView(10);
  await vi.advanceTimersByTimeAsync(20);
  const rounds = inRounds((topics) => readAgain(new QueryClient(), topics));
  rounds.add("audit");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(view.read).toHaveBeenCalledOnce();
  view.leave();
});
