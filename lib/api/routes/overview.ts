import "server-only";
import { z } from "zod";

import { Repository } from "@/lib/catalog/contract";
import { pageOf } from "@/lib/core/contract";
import {
  getBoard,
  getDora,
  getHome,
  listEvents,
  loadSampleWorkspace,
  previewRepository,
} from "@/lib/delivery";
import {
  Board,
  DoraView,
  EventView,
  HomeView,
  ListBoard,
  ListEvents,
  ReadDora,
  ReadHome,
  RepositoryPreview,
} from "@/lib/delivery/contract";

import { defineRoute } from "../define-route";

const tag = "Overview";

export const overviewRoutes = [
  defineRoute("GET /home", {
    id: "getHome",
    tag,
    permission: "read",
    summary: "What needs attention, what can go on, what shipped, what runs",
    query: ReadHome,
    status: 200,
    response: HomeView,
    run: (ctx, { query }) => getHome(ctx, query),
  }),
  defineRoute("GET /board", {
    id: "getBoard",
    tag,
    permission: "read",
    summary: "Services by environments: which release runs where",
    query: ListBoard,
    status: 200,
    response: Board,
    run: (ctx, { query }) => getBoard(ctx, query),
  }),
  defineRoute("GET /dora", {
    id: "getDora",
    tag,
    permission: "read",
    summary: "Delivery performance: deployment frequency, lead time, change failure rate, recovery time",
    description:
      "Over production, from the whole history. `GET /deployments` with `counts`, `from` and `to` lists what is behind each figure.",
    query: ReadDora,
    status: 200,
    response: DoraView,
    run: (ctx, { query }) => getDora(ctx, query),
  }),
  defineRoute("GET /events", {
    id: "listEvents",
    tag,
    permission: "read",
    summary: "The event log, oldest first, for polling clients",
    description: "Keep `nextCursor` and send it as `after`; nothing is skipped and nothing comes twice.",
    query: ListEvents,
    status: 200,
    response: pageOf(EventView),
    run: (ctx, { query }) => listEvents(ctx, query),
  }),
  defineRoute("GET /repository-preview", {
    id: "previewRepository",
    tag: "Services",
    permission: "service.create",
    summary: "What detection would make of a repository",
    query: Repository,
    status: 200,
    response: RepositoryPreview,
    run: (ctx, { query }) => previewRepository(ctx, query),
  }),
  defineRoute("POST /sample-workspace", {
    id: "loadSampleWorkspace",
    tag: "Services",
    permission: "service.create",
    summary: "Load the two sample services",
    body: z.object({}),
    status: 201,
    response: z.object({ services: z.array(z.object({ id: z.string(), name: z.string() })) }),
    run: (ctx) => loadSampleWorkspace(ctx),
  }),
];
