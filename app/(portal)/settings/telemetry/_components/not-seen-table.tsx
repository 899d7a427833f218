"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";

import { CheckCircleIcon } from "@/components/icons";
import { DropTable } from "@/components/telemetry/drop-table";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { dropsQuery } from "@/lib/telemetry/query-options";

import { NOT_SEEN_RANGES, notSeenSearch } from "../search-params";

const WORDS = { "1h": "1 h", "24h": "24 h", "7d": "7 d", "30d": "30 d" };

/** Everything that arrived and is not kept, of all services. */
export function NotSeenTable() {
  const [{ range }, setSearch] = useQueryStates(notSeenSearch, { history: "push" });
  const { data, error, refetch } = useQuery(dropsQuery(undefined, { range }));
  return (
    <Panel
      title="What you do not see"
      description="Sent and not kept, or only counted; by the hour. How a service sends is in its own settings, under Sending telemetry."
      flush
      actions={
        <fieldset className="flex items-center gap-1">
          <legend className="sr-only">How far back</legend>
          {NOT_SEEN_RANGES.map((each) => (
            <Button
              key={each}
              size="sm"
              variant={each === range ? "secondary" : "ghost"}
              aria-pressed={each === range}
              onClick={() => void setSearch({ range: each })}
            >
              {WORDS[each]}
            </Button>
          ))}
        </fieldset>
      }
    >
      {error && !data && (
        <ErrorState
          title="What is not kept could not be read."
          actions={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error.message}
        </ErrorState>
      )}
      {!error && !data && <SkeletonRows rows={4} label="Loading what is not kept" />}
      {data?.items.length === 0 && (
        <EmptyState icon={CheckCircleIcon} title="Everything that arrived is here">
          Nothing was refused, cut, left out or given up in this time.
        </EmptyState>
      )}
      {data && data.items.length > 0 && <DropTable drops={data.items} showsService />}
    </Panel>
  );
}
