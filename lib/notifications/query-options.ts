import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type { InboxPage, ListInbox, UnreadCount } from "./contract";

// Keys start with the topic that makes them stale: whatever changes in the inbox of that person.

export const unreadCountQuery = (userId: string) =>
  queryOptions({
    queryKey: [`inbox:${userId}`, "unread"],
    queryFn: ({ signal }) => fetchView<UnreadCount>("/api/v1/inbox/unread", signal),
  });

export type InboxFilter = Partial<Pick<ListInbox, "state" | "kind" | "service" | "text">>;

export const inboxQuery = (userId: string, filter: InboxFilter) =>
  infiniteQueryOptions({
    queryKey: [`inbox:${userId}`, "items", filter],
    queryFn: ({ pageParam, signal }) =>
      fetchView<InboxPage>(`/api/v1/inbox${searchOf({ ...filter, cursor: pageParam, limit: 50 })}`, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
  });
