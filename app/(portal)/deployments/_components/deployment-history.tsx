"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";

import { DeploymentTable } from "@/components/deployment/deployment-table";
import { RocketIcon } from "@/components/icons";
import { NewsPill } from "@/components/news/news-pill";
import { useHeldRows } from "@/components/news/use-held-rows";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";
import { LoadMore } from "@/components/ui/load-more";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { useTopics } from "@/components/use-topics";
import { deploymentsQuery } from "@/lib/delivery/query-options";

import type { DeploymentFilter } from "../search-params";
import { NoMatch } from "./no-match";

/** More pages than this do not follow live: each signal would read all of them again, below the reader's eyes. */
const LIVE_PAGES = 4;

/** The history under a filter. It is live while it is short; further down it waits until the reader comes back up. */
export function DeploymentHistory({ filter }: { filter: DeploymentFilter }) {
  const queries = useQueryClient();
  const query = deploymentsQuery(filter);
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      ...query,
      staleTime: Number.POSITIVE_INFINITY, // only a signal makes it stale
      enabled: ({ state }) => (state.data?.pages.length ?? 0) <= LIVE_PAGES,
    });
  const live = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const list = useRef<HTMLDivElement>(null);
  const { rows, newCount, moves, show } = useHeldRows(live, list);
  const rests = (data?.pages.length ?? 0) > LIVE_PAGES;
  const [missedSome, setMissedSome] = useState(false);
  useTopics(rests ? ["delivery"] : [], () => setMissedSome(true));

  const showNewest = () => {
    list.current?.scrollIntoView();
    if (!missedSome) return show();
    setMissedSome(false);
    void queries.resetQueries({ queryKey: query.queryKey, exact: true });
  };

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
  if (rows.length === 0) return Object.keys(filter).length > 0 ? <NoMatch /> : <NothingYet />;
  return (
    <div ref={list} className="scroll-mt-16">
      <NewsPill news={newsOf(missedSome, newCount, moves)} onShow={showNewest} />
      <Panel flush>
        <DeploymentTable deployments={rows} />
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

function newsOf(missedSome: boolean, newCount: number, moves: boolean): string | undefined {
  if (newCount > 0 && !missedSome) return `${newCount} new`;
  return missedSome || moves ? "Something changed" : undefined;
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
