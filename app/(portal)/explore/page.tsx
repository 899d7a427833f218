import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { loadExploreSearch } from "@/components/explore/explore-search";
import { Explorer } from "@/components/explore/explorer";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { UrlState } from "@/components/ui/url-state";
import { can } from "@/lib/auth";
import { DomainError } from "@/lib/core/errors";
import { pageContext } from "@/lib/core/request";
import { askMetric, listMetrics } from "@/lib/telemetry";
import { metricNamesQuery, metricQuery, questionOf } from "@/lib/telemetry/query-options";

export const metadata: Metadata = { title: "Explore" };

/** Whatever was measured, by whatever it differs in. */
export default async function ExplorePage({ searchParams }: PageProps<"/explore">) {
  const ctx = await pageContext();
  const { aggregation, ...search } = await loadExploreSearch(searchParams);
  const question = { ...search, aggregation: aggregation ?? undefined };
  const queries = new QueryClient();
  await Promise.all([
    queries.fetchQuery({ ...metricNamesQuery(), queryFn: () => listMetrics(ctx, {}) }),
    queries
      .fetchQuery({ ...metricQuery(question), queryFn: () => askMetric(ctx, questionOf(question)) })
      // A question that cannot be answered is told beside the form, by the browser that asks it again.
      .catch((error: unknown) => {
        if (!(error instanceof DomainError || isUnread(error))) throw error;
      }),
  ]);
  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Explore" }]} />
      <PageHeader title="Explore" answer="Any metric, of any service and release, over time." />
      <HydrationBoundary state={dehydrate(queries)}>
        <UrlState>
          <Explorer mayAdd={can(ctx.actor, "dashboard.edit")} />
        </UrlState>
      </HydrationBoundary>
    </Page>
  );
}

/** The address holds something that is no question at all. */
const isUnread = (error: unknown) => error instanceof Error && error.name === "ZodError";
