import "server-only";
import { z } from "zod";

import { exportAudit, listAuditEntries } from "@/lib/audit";
import { AuditPage, ExportAudit, ListAudit } from "@/lib/audit/contract";

import { defineRoute, Download } from "../define-route";

const tag = "Audit";
const TYPES = { csv: "text/csv; charset=utf-8", ndjson: "application/x-ndjson; charset=utf-8" };

export const auditRoutes = [
  defineRoute("GET /audit", {
    id: "listAuditEntries",
    tag,
    permission: "audit.read",
    summary: "Who did what, newest first",
    query: ListAudit,
    status: 200,
    response: AuditPage,
    run: (ctx, { query }) => listAuditEntries(ctx, query),
  }),
  defineRoute("GET /audit/export", {
    id: "exportAudit",
    tag,
    permission: "audit.export",
    summary: "The whole trail that matches, as a file",
    description: "Newest first. The export is itself an entry of the trail.",
    query: ExportAudit,
    status: 200,
    response: z.instanceof(Download),
    media: Object.values(TYPES),
    run: async (ctx, { query }) =>
      new Download(await exportAudit(ctx, query), {
        type: TYPES[query.format],
        fileName: `slipway-audit-${new Date().toISOString().slice(0, 10)}.${query.format}`,
      }),
  }),
];
