"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useRef, type ReactNode } from "react";

import { NewsPill } from "@/components/news/news-pill";
import { useHeldRows } from "@/components/news/use-held-rows";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { LoadMore } from "@/components/ui/load-more";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { type IssueFilter, issuesQuery } from "@/lib/errors/query-options";

import { IssueTable } from "./issue-table";

type IssueListProps = {
  filter: IssueFilter;
  limit?: number;
  withService?: boolean;
  /** What stands where nothing matches. */
  empty: ReactNode;
};

/** Error issues under a filter; live, and still while somebody points at them. */
export function IssueList({ filter, limit = 50, withService = true, empty }: IssueListProps) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery(issuesQuery(filter, limit));
  const live = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const list = useRef<HTMLDivElement>(null);
  const { rows, newCount, show } = useHeldRows(live, list);
  if (isPending)
    return (
      <Panel flush>
        <SkeletonRows rows={8} label="Loading error issues" />
      </Panel>
    );
  if (error && !data)
    return (
      <Panel>
        <ErrorState
          title="The error issues could not be read."
          actions={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error.message}
        </ErrorState>
      </Panel>
    );
  if (rows.length === 0) return <Panel>{empty}</Panel>;
  return (
    <div ref={list} className="scroll-mt-16">
      <NewsPill news={newCount > 0 ? `${newCount} new` : undefined} onShow={show} />
      <Panel flush>
        <IssueTable issues={rows} withService={withService} />
        <LoadMore
          hasMore={hasNextPage}
          loading={isFetchingNextPage}
          onLoad={() => void fetchNextPage()}
          noun="issues"
        />
      </Panel>
    </div>
  );
}
