"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";

import { counted } from "@/components/delivery/counted";
import { NotSeen } from "@/components/telemetry/not-seen";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { ViewUnavailable } from "@/lib/core/fetch-view";
import { logSummaryQuery } from "@/lib/telemetry/query-options";

import { LogEnd } from "./log-end";
import { LogFacets } from "./log-facets";
import { LogHistogram } from "./log-histogram";
import { LogRows } from "./log-rows";
import { logFilterOf, logSearch } from "./log-search-params";
import { LogToolbar } from "./log-toolbar";
import { NoLines } from "./no-lines";
import { useLogLines } from "./use-log-lines";

/** Lines of one service or of all: how many, whose, and what they say. */
export function LogExplorer({ serviceId }: { serviceId?: string }) {
  const [search, setSearch] = useQueryStates(logSearch, { history: "push" });
  const filter = logFilterOf(search, serviceId);
  const isLive = search.live && !filter.from && !filter.to;
  const { data: summary } = useQuery(logSummaryQuery(serviceId, filter));
  const { asked, lines, waiting, hasGap, searchedTo, onTop } = useLogLines(filter, serviceId, isLive);
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isPending, error } = asked;
  const isFull = (asked.data?.pages.at(-1)?.items.length ?? 0) > 0;
  const more = () => {
    // A page that ended for its cost is gone on with by a person; a full one as they scroll.
    if (hasNextPage && isFull && !isFetchingNextPage) void fetchNextPage();
  };
  if (error && lines.length === 0)
    return (
      <div className="flex flex-col gap-3">
        <LogToolbar busy={false} />
        <ErrorState
          title="The lines could not be read."
          requestId={error instanceof ViewUnavailable ? (error.requestId ?? undefined) : undefined}
          actions={<Button onClick={() => void asked.refetch()}>Try again</Button>}
        >
          {error instanceof ViewUnavailable ? error.message : "The portal did not answer."}
        </ErrorState>
      </div>
    );
  const facets = summary && <LogFacets summary={summary} isOfService={serviceId !== undefined} />;
  return (
    <div className="flex flex-col gap-3">
      <LogToolbar busy={asked.isFetching} />
      <NotSeen
        service={serviceId === undefined ? undefined : { id: serviceId }}
        signals={["logs"]}
        choice={{ environment: filter.environment, range: search.range, from: filter.from, to: filter.to }}
      />
      {summary && summary.lines > 0 && (
        <LogHistogram
          summary={summary}
          onChoose={(from, to) => void setSearch({ from, to, live: null, line: null })}
        />
      )}
      <div className="grid gap-3 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <aside aria-label="Narrow down">
          <details className="rounded-lg border lg:hidden">
            <summary className="cursor-pointer px-3 py-2">Narrow down</summary>
            <div className="px-2 pb-2">{facets}</div>
          </details>
          <div className="hidden lg:block">{facets}</div>
        </aside>
        <div className="flex min-w-0 flex-col gap-2">
          <output className="flex min-h-6 items-center gap-3 text-xs text-fg-muted">
            {summary && (
              <span>
                {summary.sampled && "About "}
                {counted(summary.lines, "line")}
              </span>
            )}
            {isLive && <span>New lines stand at the top.</span>}
            {waiting > 0 && (
              <span className="text-accent-text">{counted(waiting, "new line")} at the top</span>
            )}
            {hasGap && <span>More came at once than is shown; search again for all of them.</span>}
          </output>
          {isPending ? (
            <SkeletonRows rows={14} label="Loading lines" />
          ) : lines.length === 0 && !hasNextPage ? (
            <NoLines filter={filter} isOfService={serviceId !== undefined} />
          ) : (
            <LogRows
              key={JSON.stringify(filter)}
              lines={lines}
              marked={search.line}
              showsService={serviceId === undefined}
              onTop={onTop}
              onEnd={more}
              end={
                <LogEnd
                  searchedTo={searchedTo}
                  isOver={!hasNextPage}
                  isLoading={isFetchingNextPage}
                  onMore={() => void fetchNextPage()}
                />
              }
            />
          )}
        </div>
      </div>
    </div>
  );
}
