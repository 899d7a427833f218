import "server-only";
import { searchLogs, summarizeLogs } from "@/lib/telemetry";
import { LogsView, LogSummary, SearchLogs, SummarizeLogs } from "@/lib/telemetry/contract";

import { defineRoute } from "../define-route";

const tag = "Telemetry";

export const logRoutes = [
  defineRoute("GET /logs", {
    id: "searchLogs",
    tag,
    permission: "read",
    summary: "Lines that services wrote, newest first",
    description:
      "What is rare takes long to find: after about a second the answer says how far it searched (`searchedTo`), and `nextCursor` goes on from there, also when there are no items yet.",
    query: SearchLogs,
    status: 200,
    response: LogsView,
    run: (ctx, { query }) => searchLogs(ctx, query),
  }),
  defineRoute("GET /logs/summary", {
    id: "summarizeLogs",
    tag,
    permission: "read",
    summary: "How many lines there are over time, by level, service, environment, region and release",
    query: SummarizeLogs,
    status: 200,
    response: LogSummary,
    run: (ctx, { query }) => summarizeLogs(ctx, query),
  }),
];
