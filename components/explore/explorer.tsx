"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";

import { AddToDashboard } from "@/components/dashboards/add-to-dashboard";
import { LoaderIcon, TrendIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { ViewUnavailable } from "@/lib/core/fetch-view";
import { metricNamesQuery, metricQuery } from "@/lib/telemetry/query-options";

import { ExploreAnswer } from "./explore-answer";
import { ExploreForm } from "./explore-form";
import { exploreSearch } from "./explore-search";

/**
 * A question about any metric, and its answer; live.
 * @param mayAdd whether the viewer may change dashboards.
 */
export function Explorer({ mayAdd }: { mayAdd: boolean }) {
  const [{ range, aggregation, ...search }] = useQueryStates(exploreSearch);
  const question = { ...search, aggregation: aggregation ?? undefined, range };
  const { data: names } = useQuery(metricNamesQuery());
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery(metricQuery(question));
  return (
    <>
      <ExploreForm metrics={names?.items ?? []} />
      {isFetching && isPlaceholderData && (
        <LoaderIcon size={14} label="Loading" className="animate-late text-fg-muted" />
      )}
      {isUnmeasured(error) ? (
        <Panel>
          <EmptyState icon={TrendIcon} title={`Nobody measured ${question.metric}`}>
            It appears here within a minute after its first point arrives. What is measured stands in the list
            of metrics.
          </EmptyState>
        </Panel>
      ) : error ? (
        <Panel>
          <ErrorState
            title="This question has no answer."
            requestId={error instanceof ViewUnavailable ? (error.requestId ?? undefined) : undefined}
            actions={<Button onClick={() => void refetch()}>Try again</Button>}
          >
            {error.message}
          </ErrorState>
        </Panel>
      ) : data ? (
        data.series.length > 0 ? (
          <ExploreAnswer
            view={data}
            where={question.where}
            range={range}
            actions={mayAdd && <AddToDashboard query={{ ...search, ...(aggregation && { aggregation }) }} />}
          />
        ) : (
          <Panel>
            <EmptyState icon={TrendIcon} title="Nothing was measured">
              No series fits this question in this time. Requests through the gateway are measured by
              themselves; what your services measure with OpenTelemetry shows here a minute after it arrives.
            </EmptyState>
          </Panel>
        )
      ) : (
        <Skeleton className="h-96 w-full rounded-lg" />
      )}
    </>
  );
}

const isUnmeasured = (error: Error | null) => error instanceof ViewUnavailable && error.status === 404;
