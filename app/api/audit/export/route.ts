import type { NextRequest } from "next/server";

import { exportAudit } from "@/lib/audit";
import { ExportAudit } from "@/lib/audit/contract";
import { DomainError } from "@/lib/core/errors";
import { requestContext } from "@/lib/core/request";

const TYPES = { csv: "text/csv; charset=utf-8", ndjson: "application/x-ndjson; charset=utf-8" };
const STATUS: Partial<Record<DomainError["code"], number>> = { unauthenticated: 401, forbidden: 403 };

/** Downloads the trail. A person's cookie is enough: besides its own entry in the trail it changes nothing. */
export async function GET(request: NextRequest): Promise<Response> {
  const input = ExportAudit.safeParse(Object.fromEntries(request.nextUrl.searchParams));
  if (!input.success) return refusal(400, input.error.issues[0]?.message ?? "The filter is not valid.");
  try {
    const { format } = input.data;
    const day = new Date().toISOString().slice(0, 10);
    return new Response(await exportAudit(await requestContext(), input.data), {
      headers: {
        "content-type": TYPES[format],
        "content-disposition": `attachment; filename="slipway-audit-${day}.${format}"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    if (error instanceof DomainError) return refusal(STATUS[error.code] ?? 500, error.message);
    throw error;
  }
}

const refusal = (status: number, message: string) =>
  new Response(`${message}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
