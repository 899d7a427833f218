import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { IssueList } from "@/components/errors/issue-list";
import { NoIssues } from "@/components/errors/no-issues";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { UrlState } from "@/components/ui/url-state";
import { listEnvironments } from "@/lib/catalog";
import { DomainError } from "@/lib/core/errors";
import { pageContext } from "@/lib/core/request";
import { listIssues } from "@/lib/errors";
import { issuesQuery } from "@/lib/errors/query-options";

import { IssueFilters } from "./_components/issue-filters";
import { filterOf, loadIssueSearch } from "./search-params";

export const metadata: Metadata = { title: "Errors" };

/** What goes wrong, in which release it began, and whether it is dealt with. */
export default async function ErrorsPage({ searchParams }: PageProps<"/errors">) {
  const search = await loadIssueSearch(searchParams);
  const filter = filterOf(search);
  const ctx = await pageContext();
  const queries = new QueryClient();
  const [environments, unknown] = await Promise.all([
    listEnvironments(ctx),
    queries
      .fetchInfiniteQuery({
        ...issuesQuery(filter),
        queryFn: () => listIssues(ctx, { ...filter, limit: 50 }),
      })
      .then(() => undefined, unknownName),
  ]);
  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Errors" }]} />
      <PageHeader title="Errors" answer="What goes wrong in your services, the last seen first." />
      <UrlState>
        <IssueFilters environments={environments.map(({ name }) => name)} />
      </UrlState>
      <HydrationBoundary state={dehydrate(queries)}>
        {unknown ? (
          <Panel>
            <NoIssues because={unknown} />
          </Panel>
        ) : (
          <IssueList
            key={JSON.stringify(filter)}
            filter={filter}
            empty={<NoIssues isOpen={search.view === "open"} isFiltered={Object.keys(filter).length > 1} />}
          />
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
