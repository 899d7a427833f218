import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { boardQuery, homeQuery, recentDeploymentsQuery } from "@/lib/delivery/query-options";

import { LIVE_PAGES, livePages } from "./live-pages";

// The server is the far side: it has forty pages.
const asked: string[] = [];
beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    const page = Number(new URL(path, "http://portal").searchParams.get("cursor") ?? 0);
    const services = { items: [{ id: `svc_${page}` }], nextCursor: page < 39 ? String(page + 1) : null };
    return Response.json({ environments: [], summary: null, services, items: [], nextCursor: null });
  });
});
afterEach(() => vi.unstubAllGlobals());

async function boardWith(pageCount: number) {
  const queries = new QueryClient();
  const query = boardQuery({ state: "failing", order: "urgency" });
  const board = new InfiniteQueryObserver(queries, { ...query, ...livePages });
  const stop = board.subscribe(() => {});
  await vi.waitFor(() => expect(board.getCurrentResult().data?.pages).toHaveLength(1));
  for (let page = 1; page < pageCount; page += 1) await board.fetchNextPage();
  asked.length = 0;
  const signal = () =>
    queries.invalidateQueries({ predicate: ({ queryKey: [topic] }) => topic === "delivery" });
  return { queries, query, board, signal, stop };
}

test("a signal reads again what is loaded, and not every page there is", async () => {
  const { signal, stop } = await boardWith(2);
  await signal();
  expect(asked).toEqual([
    "/api/v1/board?state=failing&order=urgency",
    "/api/v1/board?state=failing&order=urgency&cursor=1",
  ]);
  stop();
});

test("further down a signal reads nothing, and is remembered; more pages still come on request", async () => {
  const { queries, query, board, signal, stop } = await boardWith(LIVE_PAGES + 1);
  await signal();
  expect(asked).toEqual([]);
  expect(queries.getQueryState(query.queryKey)?.isInvalidated).toBe(true);
  await board.fetchNextPage();
  expect(asked).toEqual([`/api/v1/board?state=failing&order=urgency&cursor=${LIVE_PAGES + 1}`]);
  stop();
});

test("the deployments on a service's page are its own, and as many as are shown", async () => {
  const queries = new QueryClient();
  const query = recentDeploymentsQuery("svc_1", 5);
  await queries.fetchQuery(query);
  expect(query.queryKey[0]).toBe("service:svc_1");
  expect(asked).toEqual(["/api/v1/deployments?service=svc_1&limit=5"]);
});

test("home asks for no more than it shows, unless all is asked for", async () => {
  const queries = new QueryClient();
  await queries.fetchQuery(homeQuery());
  await queries.fetchQuery(homeQuery(200));
  expect(asked).toEqual(["/api/v1/home", "/api/v1/home?attention=200"]);
});
