"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { LogLine, SummarizeLogs } from "@/lib/telemetry/contract";
import { freshLogsQuery, logsQuery } from "@/lib/telemetry/query-options";

const BEFORE_MS = 3_000;
const NONE: LogLine[] = [];

/**
 * The lines of a search: as they were when somebody asked, with those that came since while they are followed. What comes
 * while somebody reads further down waits until they are back at the top.
 */
export function useLogLines(filter: SummarizeLogs, serviceId: string | undefined, isLive: boolean) {
  const asked = useInfiniteQuery(logsQuery(filter));
  const pages = asked.data?.pages ?? [];
  const old = pages.flatMap(({ items }) => items);
  const newest = old[0];
  const [startedMs] = useState(() => Date.now());
  const sinceMs = newest ? Date.parse(newest.at) : startedMs - BEFORE_MS;
  const fresh = useQuery({
    ...freshLogsQuery(serviceId, filter, sinceMs),
    enabled: isLive && asked.isSuccess,
  });
  const [isAtTop, setIsAtTop] = useState(true);
  const incoming = isLive ? (fresh.data?.items ?? NONE) : NONE;
  const [shown, setShown] = useState(incoming);
  if (isAtTop && shown !== incoming) setShown(incoming);
  const known = new Set(old.map(({ id }) => id));
  const isNew = ({ id }: LogLine) => !known.has(id);
  return {
    asked,
    lines: [...shown.filter(isNew), ...old],
    waiting: incoming.length - shown.length,
    hasGap: isLive && fresh.data?.hasGap === true,
    searchedTo: pages.at(-1)?.searchedTo,
    onTop: setIsAtTop,
  };
}
