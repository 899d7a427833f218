import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { fetchView, searchOf, ViewUnavailable } from "@/lib/core/fetch-view";

import type { IssuesView, IssueView, ReleaseHealthView, TraceErrors } from "./contract";

// Keys start with the topic that makes them stale, as `topics` of the contract has it.

export type IssueFilter = {
  service?: string;
  environment?: string;
  status?: string;
  release?: string;
  since?: "serving";
  search?: string;
};

export const issuesQuery = (filter: IssueFilter, limit = 50) =>
  infiniteQueryOptions({
    queryKey: ["errors", "issues", filter, limit],
    queryFn: ({ pageParam, signal }) =>
      fetchView<IssuesView>(`/api/v1/errors${searchOf({ ...filter, cursor: pageParam, limit })}`, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
  });

export const issueQuery = (id: string, event?: string) =>
  queryOptions({
    queryKey: [`error-issue:${id}`, event ?? ""],
    queryFn: ({ signal }) => fetchView<IssueView>(`/api/v1/errors/${id}${searchOf({ event })}`, signal),
  });

export const attachmentPath = (issueId: string, eventId: string, position: number): string =>
  `/api/v1/errors/${issueId}/events/${eventId}/attachments/${position}`;

/** Never stale: what came with an event stays as it came. */
export const attachmentTextQuery = (issueId: string, eventId: string, position: number) =>
  queryOptions({
    queryKey: ["attachment", eventId, position],
    queryFn: async ({ signal }) => {
      const response = await fetch(attachmentPath(issueId, eventId, position), { signal });
      if (response.ok) return response.text();
      throw new ViewUnavailable(response.status, "The attachment could not be loaded.", null);
    },
    staleTime: Infinity,
    gcTime: 60_000,
  });

export const releaseHealthQuery = (releaseId: string) =>
  queryOptions({
    queryKey: ["errors", "release-health", releaseId],
    queryFn: ({ signal }) => fetchView<ReleaseHealthView>(`/api/v1/releases/${releaseId}/health`, signal),
  });

export const traceErrorsQuery = (traceId: string) =>
  queryOptions({
    queryKey: ["errors", "trace", traceId],
    queryFn: ({ signal }) => fetchView<TraceErrors>(`/api/v1/traces/${traceId}/errors`, signal),
    staleTime: 60_000,
  });
