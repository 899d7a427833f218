import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { listEnvironments } from "@/lib/catalog";
import { requestContext } from "@/lib/core/request";
import { listDeployments } from "@/lib/delivery";
import { deploymentsQuery } from "@/lib/delivery/query-options";

import { DeploymentFilters } from "./_components/deployment-filters";
import { DeploymentHistory } from "./_components/deployment-history";
import { filterOf, loadDeploymentSearch } from "./search-params";

export const metadata: Metadata = { title: "Deployments" };

export default async function DeploymentsPage({ searchParams }: PageProps<"/deployments">) {
  const filter = filterOf(await loadDeploymentSearch(searchParams), Date.now());
  const ctx = await requestContext();
  const queries = new QueryClient();
  const [environments] = await Promise.all([
    listEnvironments(ctx),
    queries.fetchInfiniteQuery({
      ...deploymentsQuery(filter),
      queryFn: () => listDeployments(ctx, { ...filter, limit: 50 }),
    }),
  ]);

  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Deployments" }]} />
      <PageHeader title="Deployments" answer="Everything that was shipped or taken back, newest first." />
      <DeploymentFilters environments={environments.map(({ name }) => name)} />
      <HydrationBoundary state={dehydrate(queries)}>
        <DeploymentHistory filter={filter} />
      </HydrationBoundary>
    </Page>
  );
}
