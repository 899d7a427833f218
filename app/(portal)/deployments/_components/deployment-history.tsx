"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";

import { DeploymentTable } from "@/components/deployment/deployment-table";
import { RocketIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";
import { LoadMore } from "@/components/ui/load-more";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { deploymentsQuery } from "@/lib/delivery/query-options";

import type { DeploymentFilter } from "../search-params";
import { NoMatch } from "./no-match";

/** More pages than this do not follow live: each signal would read all of them again, below the reader's eyes. */
const LIVE_PAGES = 4;

/** The history under a filter. It is live while it is short; further down it waits until the reader comes back up. */
export function DeploymentHistory({ filter }: { filter: DeploymentFilter }) {
  const queries = useQueryClient();
  const query = deploymentsQuery(filter);
  const { data, error, isPending, isStale, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      ...query,
      staleTime: Number.POSITIVE_INFINITY, // only a signal makes it stale
      enabled: ({ state }) => (state.data?.pages.length ?? 0) <= LIVE_PAGES,
    });
  const deployments = data?.pages.flatMap(({ items }) => items) ?? [];
  const rests = (data?.pages.length ?? 0) > LIVE_PAGES;

  if (isPending) {
    return (
      <Panel flush>
        <SkeletonRows rows={12} label="Loading deployments" />
      </Panel>
    );
  }
  if (error && !data) {
    return (
      <Panel>
        <ErrorState
          title="The deployments could not be read."
          actions={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error.message}
        </ErrorState>
      </Panel>
    );
  }
  if (deployments.length === 0) return Object.keys(filter).length > 0 ? <NoMatch /> : <NothingYet />;
  return (
    <div className="flex flex-col gap-3">
      {rests && isStale && (
        <Notice
          actions={
            <Button
              size="sm"
              onClick={() => void queries.resetQueries({ queryKey: query.queryKey, exact: true })}
            >
              Show the newest
            </Button>
          }
        >
          Something changed. The list stands still while you read further down.
        </Notice>
      )}
      <Panel flush>
        <DeploymentTable deployments={deployments} />
        <LoadMore
          hasMore={hasNextPage}
          loading={isFetchingNextPage}
          onLoad={() => void fetchNextPage()}
          noun="deployments"
        />
      </Panel>
    </div>
  );
}

function NothingYet() {
  return (
    <Panel>
      <EmptyState
        icon={RocketIcon}
        title="Nothing has been deployed yet."
        action={
          <LinkButton to="/services" variant="primary">
            Go to the services
          </LinkButton>
        }
      >
        Build a release of a service and deploy it: what happens to it stays here for good.
      </EmptyState>
    </Panel>
  );
}
