"use client";

import {
  type InfiniteData,
  type QueryKey,
  useInfiniteQuery,
  type UseInfiniteQueryOptions,
} from "@tanstack/react-query";
import { useMemo, useRef, type ReactNode } from "react";

import { livePages } from "@/components/delivery/live-pages";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { LoadMore } from "@/components/ui/load-more";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

import { NewsPill } from "./news-pill";
import { useHeldRows } from "./use-held-rows";

type PageOf<Row> = { items: Row[]; nextCursor: string | null };
type LiveListProps<Row extends { id: string }, Key extends QueryKey> = {
  query: UseInfiniteQueryOptions<PageOf<Row>, Error, InfiniteData<PageOf<Row>>, Key, string>;
  /** What its rows are, such as "error issues". */
  noun: string;
  /** What the next page has. */
  next?: "older" | "more";
  /** What stands where there are none. */
  empty: ReactNode;
  children: (rows: readonly Row[]) => ReactNode;
};

/** A list in pages. It is live, and stands still while somebody points at it. */
export function LiveList<Row extends { id: string }, Key extends QueryKey>({
  query,
  noun,
  next,
  empty,
  children,
}: LiveListProps<Row, Key>) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({ ...query, ...livePages });
  const live = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const list = useRef<HTMLDivElement>(null);
  const { rows, newCount, show } = useHeldRows(live, list);
  if (isPending)
    return (
      <Panel flush>
        <SkeletonRows rows={8} label={`Loading ${noun}`} />
      </Panel>
    );
  if (error && !data)
    return (
      <Panel>
        <ErrorState
          title={`The ${noun} could not be read.`}
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
        {children(rows)}
        <LoadMore
          hasMore={hasNextPage}
          loading={isFetchingNextPage}
          onLoad={() => void fetchNextPage()}
          noun={noun}
          next={next}
        />
      </Panel>
    </div>
  );
}
