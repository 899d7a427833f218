import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { LinkButton } from "@/components/ui/link-button";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { UrlState } from "@/components/ui/url-state";
import { listEnvironments } from "@/lib/catalog";
import { DomainError } from "@/lib/core/errors";
import { pageContext } from "@/lib/core/request";
import { listDeployments } from "@/lib/delivery";
import { deploymentsQuery } from "@/lib/delivery/query-options";

import { DeploymentFilters } from "./_components/deployment-filters";
import { DeploymentHistory } from "./_components/deployment-history";
import { NoMatch } from "./_components/no-match";
import { filterOf, loadDeploymentSearch } from "./search-params";

export const metadata: Metadata = { title: "Deployments" };

/** Everything that was shipped or taken back. */
export default async function DeploymentsPage({ searchParams }: PageProps<"/deployments">) {
  const filter = filterOf(await loadDeploymentSearch(searchParams), Date.now());
  const ctx = await pageContext();
  const queries = new QueryClient();
  const [environments, unknown] = await Promise.all([
    listEnvironments(ctx),
    queries
      .fetchInfiniteQuery({
        ...deploymentsQuery(filter),
        queryFn: () => listDeployments(ctx, { ...filter, limit: 50 }),
      })
      .then(() => undefined, unknownName),
  ]);

  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Deployments" }]} />
      <PageHeader
        title="Deployments"
        answer="Everything that was shipped or taken back, newest first."
        actions={<LinkButton to="/sets">Release sets</LinkButton>}
      />
      <UrlState>
        <DeploymentFilters environments={environments.map(({ name }) => name)} />
      </UrlState>
      <HydrationBoundary state={dehydrate(queries)}>
        {unknown ? (
          <NoMatch because={unknown} />
        ) : (
          <DeploymentHistory key={JSON.stringify(filter)} filter={filter} />
        )}
      </HydrationBoundary>
    </Page>
  );
}

/** A filter that names a service or an environment that does not exist matches nothing, and says why. */
function unknownName(error: unknown): string {
  if (error instanceof DomainError && error.code === "not_found") return error.message;
  throw error;
}
