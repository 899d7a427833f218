import { queryOptions } from "@tanstack/react-query";

import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type { PersonView } from "./contract";

// Keys start with the topic that makes them stale; the strings match `topics` of the contract.

/** People by a part of their name or address, newest first; `nextCursor` says that there are more than `limit`. */
export const foundPeopleQuery = (search: string, limit: number) =>
  queryOptions({
    queryKey: ["people", "found", search, limit],
    queryFn: ({ signal }) =>
      fetchView<{ items: PersonView[]; nextCursor: string | null }>(
        `/api/v1/people${searchOf({ search, limit })}`,
        signal,
      ),
  });
