import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";

import { LogExplorer } from "@/components/logs/log-explorer";
import { loadLogSearch } from "@/components/logs/log-search-params";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { UrlState } from "@/components/ui/url-state";
import { pageContext } from "@/lib/core/request";

import { prefetchLogs } from "../prefetch-logs";

export const metadata: Metadata = { title: "Logs" };

/** What did all services write, and which release wrote it? */
export default async function LogsPage({ searchParams }: PageProps<"/logs">) {
  const ctx = await pageContext();
  const queries = await prefetchLogs(ctx, await loadLogSearch(searchParams), undefined);
  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Logs" }]} />
      <PageHeader title="Logs" answer="What services write, newest first, with the release that wrote it." />
      <HydrationBoundary state={dehydrate(queries)}>
        <UrlState>
          <LogExplorer />
        </UrlState>
      </HydrationBoundary>
    </Page>
  );
}
