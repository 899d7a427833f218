import "server-only";
import { z } from "zod";

import { getServiceView } from "@/lib/catalog";
import { getMonitor, listMonitors, listRuns, removeMonitor } from "@/lib/crons";
import { ListMonitors, ListRuns, MonitorsView, MonitorView, RunsView } from "@/lib/crons/contract";

import { defineRoute } from "../define-route";

const tag = "Errors";

export const cronRoutes = [
  defineRoute("GET /services/{id}/monitors", {
    id: "listCronMonitors",
    tag,
    permission: "read",
    summary: "Cron monitors of a service: tasks that tell of their runs by check-ins of a Sentry SDK",
    description: "Those that need somebody stand first.",
    query: ListMonitors,
    status: 200,
    response: MonitorsView,
    run: (ctx, { params, query }) => listMonitors(ctx, params.id, query),
  }),
  defineRoute("GET /services/{id}/monitors/{monitorId}", {
    id: "getCronMonitor",
    tag,
    permission: "read",
    summary: "One cron monitor",
    status: 200,
    response: MonitorView,
    run: (ctx, { params }) => getMonitor(ctx, params.id, params.monitorId),
  }),
  defineRoute("GET /services/{id}/monitors/{monitorId}/runs", {
    id: "listCronRuns",
    tag,
    permission: "read",
    summary: "Runs of a cron monitor, the newest first, with the release that ran",
    query: ListRuns,
    status: 200,
    response: RunsView,
    run: (ctx, { params, query }) => listRuns(ctx, params.id, params.monitorId, query),
  }),
  defineRoute("DELETE /services/{id}/monitors/{monitorId}", {
    id: "removeCronMonitor",
    tag,
    permission: "error.edit",
    summary: "Forget a cron monitor of a task that is no more",
    description: "It is there again with its next check-in.",
    status: 200,
    response: z.object({ monitorId: z.string() }),
    run: async (ctx, { params }) =>
      removeMonitor(ctx, {
        serviceId: (await getServiceView(ctx, params.id)).id,
        monitorId: params.monitorId,
      }),
  }),
];
