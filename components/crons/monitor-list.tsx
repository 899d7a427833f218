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
import { type MonitorFilter, monitorsQuery } from "@/lib/crons/query-options";

import { MonitorTable } from "./monitor-table";

type MonitorListProps = {
  service: { id: string; name: string };
  filter?: MonitorFilter;
  limit?: number;
  /** What stands where there are none. */
  empty: ReactNode;
};

/** Cron monitors of a service; live, and still while somebody points at them. */
export function MonitorList({ service, filter = {}, limit = 50, empty }: MonitorListProps) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery(monitorsQuery(service.id, filter, limit));
  const live = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const list = useRef<HTMLDivElement>(null);
  const { rows, newCount, show } = useHeldRows(live, list);
  if (isPending)
    return (
      <Panel flush>
        <SkeletonRows rows={8} label="Loading cron monitors" />
      </Panel>
    );
  if (error && !data)
    return (
      <Panel>
        <ErrorState
          title="The cron monitors could not be read."
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
        <MonitorTable monitors={rows} serviceName={service.name} />
        <LoadMore
          hasMore={hasNextPage}
          loading={isFetchingNextPage}
          onLoad={() => void fetchNextPage()}
          noun="monitors"
          next="more"
        />
      </Panel>
    </div>
  );
}
