import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";

import { LogExplorer } from "@/components/logs/log-explorer";
import { loadLogSearch } from "@/components/logs/log-search-params";
import { UrlState } from "@/components/ui/url-state";
import { getServiceView } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";

import { orNotFound } from "../../../or-not-found";
import { prefetchLogs } from "../../../prefetch-logs";

export const metadata: Metadata = { title: "Logs" };

/** What does this service write, and which release wrote it? */
export default async function ServiceLogsPage({
  params,
  searchParams,
}: PageProps<"/services/[service]/logs">) {
  const ctx = await pageContext();
  const { id } = await orNotFound(getServiceView(ctx, (await params).service));
  const queries = await prefetchLogs(ctx, await loadLogSearch(searchParams), id);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <UrlState>
        <LogExplorer serviceId={id} />
      </UrlState>
    </HydrationBoundary>
  );
}
