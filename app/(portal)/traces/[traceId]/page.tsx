import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { TraceDetail } from "@/components/traces/trace-detail";
import { loadTraceView } from "@/components/traces/trace-search";
import { Page } from "@/components/ui/page";
import { UrlState } from "@/components/ui/url-state";
import { pageContext } from "@/lib/core/request";
import { getTraceOutline } from "@/lib/telemetry";
import { traceOutlineQuery } from "@/lib/telemetry/query-options";

import { orNotFound } from "../../or-not-found";

export const metadata: Metadata = { title: "Trace" };

/** Where did the time of this request go, and what failed in it? */
export default async function TracePage({ params, searchParams }: PageProps<"/traces/[traceId]">) {
  const [ctx, { traceId }, { at: given }] = await Promise.all([
    pageContext(),
    params,
    loadTraceView(searchParams),
  ]);
  const at = given !== null && !Number.isNaN(Date.parse(given)) ? given : undefined;
  const queries = new QueryClient();
  const outline = await orNotFound(getTraceOutline(ctx, traceId, { at }));
  await queries.fetchQuery({ ...traceOutlineQuery(traceId, at), queryFn: () => outline });
  return (
    <Page width="full">
      <Breadcrumbs crumbs={[{ label: "Traces", to: "/traces" }, { label: traceId.slice(0, 8) }]} />
      <HydrationBoundary state={dehydrate(queries)}>
        <UrlState>
          <TraceDetail traceId={traceId} />
        </UrlState>
      </HydrationBoundary>
    </Page>
  );
}
