import "server-only";
import { z } from "zod";

import {
  createDashboard,
  deleteDashboard,
  getDashboard,
  listDashboards,
  saveDashboard,
} from "@/lib/dashboards";
import { CreateDashboard, DashboardListItem, DashboardView, SaveDashboard } from "@/lib/dashboards/contract";

import { defineRoute } from "../define-route";

const tag = "Dashboards";
const Stored = z.object({ id: z.string(), version: z.number() });
const definition = {
  format: 1,
  name: "Orders",
  range: "24h",
  variables: [{ name: "environment", value: "production" }],
  panels: [
    {
      id: "rate",
      kind: "time_series",
      title: "Requests",
      place: { x: 0, y: 0, w: 12, h: 8 },
      query: {
        metric: "gateway.requests",
        aggregation: "rate",
        where: 'service="orders", environment="$environment"',
        by: "release",
      },
    },
  ],
};

export const dashboardRoutes = [
  defineRoute("GET /dashboards", {
    id: "listDashboards",
    tag,
    permission: "read",
    summary: "Dashboards: those that come with Slipway, then those of people by name",
    status: 200,
    response: z.object({ items: z.array(DashboardListItem) }),
    run: async (ctx) => ({ items: await listDashboards(ctx) }),
  }),
  defineRoute("POST /dashboards", {
    id: "createDashboard",
    tag,
    permission: "dashboard.edit",
    summary: "Create, clone or import a dashboard",
    description:
      "`definition` is what `GET /dashboards/{id}` has under the same name, of this installation or another one. What cannot be read is named by its path.",
    body: CreateDashboard,
    example: { definition },
    status: 201,
    response: Stored,
    run: (ctx, { body }) => createDashboard(ctx, body),
  }),
  defineRoute("GET /dashboards/{id}", {
    id: "getDashboard",
    tag,
    permission: "read",
    summary: "One dashboard with its definition, which is also its export",
    status: 200,
    response: DashboardView,
    run: (ctx, { params }) => getDashboard(ctx, params.id),
  }),
  defineRoute("PUT /dashboards/{id}", {
    id: "saveDashboard",
    tag,
    permission: "dashboard.edit",
    summary: "Replace the definition of a dashboard",
    description: "Refused with 409 when another version than `expectedVersion` is stored by now.",
    body: SaveDashboard.omit({ id: true }),
    example: { definition, expectedVersion: 1 },
    status: 200,
    response: Stored,
    run: (ctx, { params, body }) => saveDashboard(ctx, { ...body, ...params }),
  }),
  defineRoute("DELETE /dashboards/{id}", {
    id: "deleteDashboard",
    tag,
    permission: "dashboard.edit",
    summary: "Delete a dashboard",
    description: "The audit trail keeps its definition.",
    status: 200,
    response: z.object({ id: z.string() }),
    run: (ctx, { params }) => deleteDashboard(ctx, params),
  }),
];
