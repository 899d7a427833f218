"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";

import { SearchIcon } from "@/components/icons";
import { NotSeen } from "@/components/telemetry/not-seen";
import { Instant } from "@/components/time/instant";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { tracesQuery } from "@/lib/telemetry/query-options";

import { NoTraces } from "./no-traces";
import { TraceBars } from "./trace-bars";
import { TraceFilters } from "./trace-filters";
import { selectionOf, traceSearch } from "./trace-search";
import { TraceTable } from "./trace-table";

type TraceResultsProps = {
  /** Set on the page of one service. */
  service?: { id: string; name: string };
  environments: readonly string[];
  services?: readonly string[];
};

/** A search of traces with what it found. */
export function TraceResults({ service, environments, services }: TraceResultsProps) {
  const [search, setSearch] = useQueryStates(traceSearch);
  const selection = selectionOf(search, service?.name);
  const { data, error, isPending, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } =
    useInfiniteQuery(tracesQuery(selection, search.order));
  const seen = new Set<string>();
  const items = (data?.pages.flatMap((page) => page.items) ?? []).filter(
    ({ traceId }) => !seen.has(traceId) && seen.add(traceId),
  );
  const last = data?.pages.at(-1);
  const { range, ...narrowing } = selection;
  const isNarrowed = Object.values({ ...narrowing, service: services && selection.service }).some(
    (value) => value !== undefined,
  );
  return (
    <div className="flex flex-col gap-4">
      <TraceFilters
        environments={environments}
        services={services}
        loading={isFetching && !isFetchingNextPage}
      />
      {!error && <TraceBars selection={selection} />}
      <NotSeen
        service={service}
        signals={["spans"]}
        choice={{ environment: selection.environment, range: selection.range }}
      />
      <Panel flush>
        {error && !data && (
          <ErrorState
            title="The search did not work."
            actions={<Button onClick={() => void refetch()}>Try again</Button>}
          >
            {error.message}
          </ErrorState>
        )}
        {isPending && <SkeletonRows rows={10} label="Searching traces" />}
        {items.length > 0 && <TraceTable label="Traces" traces={items} />}
        {data &&
          items.length === 0 &&
          !hasNextPage &&
          (isNarrowed ? (
            <EmptyState
              icon={SearchIcon}
              title="Nothing was found"
              action={
                range === "7d" ? undefined : (
                  <Button onClick={() => void setSearch({ range: "7d" })}>Look back 7 days</Button>
                )
              }
            >
              No trace of this time is like that.
            </EmptyState>
          ) : (
            <NoTraces
              service={service?.name}
              range={range}
              onLonger={() => void setSearch({ range: "7d" })}
            />
          ))}
        {last && hasNextPage && (
          <p className="flex flex-wrap items-center justify-center gap-3 border-t p-3 text-fg-muted">
            <span>
              {items.length === 0 && "Nothing yet. "}Searched back to <Instant at={last.searchedBackTo} />
            </span>
            <Button variant="ghost" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Go on
            </Button>
          </p>
        )}
      </Panel>
    </div>
  );
}
