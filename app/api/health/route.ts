import type { HealthView } from "@/lib/api/contract";

export const dynamic = "force-dynamic";

/** Liveness: this process answers. Asks nothing else, so that a database that is down does not restart the portal. */
export function GET() {
  const view: HealthView = { ok: true, uptimeMs: Math.round(process.uptime() * 1_000) };
  return Response.json(view, { headers: { "cache-control": "no-store" } });
}
