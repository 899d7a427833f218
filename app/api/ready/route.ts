import { readiness } from "@/lib/api";

export const dynamic = "force-dynamic";

/** Readiness: 200 only when every part does its work; the body names each. */
export async function GET() {
  const view = await readiness();
  return Response.json(view, { status: view.ok ? 200 : 503, headers: { "cache-control": "no-store" } });
}
