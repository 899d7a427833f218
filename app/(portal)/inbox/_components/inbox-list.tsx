"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";

import { livePages } from "@/components/delivery/live-pages";
import { useRequest } from "@/components/delivery/use-request";
import { CheckIcon } from "@/components/icons";
import { NewsPill } from "@/components/news/news-pill";
import { useHeldRows } from "@/components/news/use-held-rows";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { FormError } from "@/components/ui/form-error";
import { LoadMore } from "@/components/ui/load-more";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { markInboxAction } from "@/lib/notifications/actions";
import { inboxQuery, type InboxFilter } from "@/lib/notifications/query-options";

import { InboxRow } from "./inbox-row";
import { NothingTold } from "./nothing-told";

/** The messages under a filter. They are live, and stand still while somebody reads them. */
export function InboxList({ personId, filter }: { personId: string; filter: InboxFilter }) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({ ...inboxQuery(personId, filter), ...livePages });
  const live = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const list = useRef<HTMLDivElement>(null);
  const { rows, newCount, show } = useHeldRows(live, list);
  const mark = useRequest(markInboxAction, () => {});
  const unreadCount = data?.pages[0]?.unreadCount ?? 0;

  if (isPending) {
    return (
      <Panel flush>
        <SkeletonRows rows={10} label="Loading the inbox" />
      </Panel>
    );
  }
  if (error && !data) {
    return (
      <Panel>
        <ErrorState
          title="The inbox could not be read."
          actions={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error.message}
        </ErrorState>
      </Panel>
    );
  }
  if (rows.length === 0) return <NothingTold filtered={Object.keys(filter).length > 0} />;
  return (
    <div ref={list} className="scroll-mt-16">
      <NewsPill news={newCount > 0 && `${newCount} new`} onShow={show} />
      <Panel
        flush
        title={unreadCount > 0 ? `${unreadCount > 99 ? "99+" : unreadCount} unread` : "All read"}
        actions={
          <Button
            size="sm"
            icon={CheckIcon}
            disabled={unreadCount === 0}
            loading={mark.pending}
            onClick={() => mark.request({ read: true })}
          >
            Mark all as read
          </Button>
        }
      >
        <FormError message={mark.problem?.message} />
        <ol aria-label="Messages" className="divide-y divide-border">
          {rows.map((item) => (
            <InboxRow key={item.id} item={item} />
          ))}
        </ol>
        <LoadMore
          hasMore={hasNextPage}
          loading={isFetchingNextPage}
          onLoad={() => void fetchNextPage()}
          noun="messages"
        />
      </Panel>
    </div>
  );
}
