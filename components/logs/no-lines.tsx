"use client";

import { useQueryStates } from "nuqs";

import { ScrollTextIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { SummarizeLogs } from "@/lib/telemetry/contract";

import { logSearch } from "./log-search-params";

/** Nothing to read: because of what was chosen, or because nobody has written yet. */
export function NoLines({ filter, isOfService }: { filter: SummarizeLogs; isOfService: boolean }) {
  const [, setSearch] = useQueryStates(logSearch, { history: "push" });
  const { service, range, from, to, ...narrowing } = filter;
  const isNarrowed = Object.values(narrowing).some(Boolean) || (!isOfService && Boolean(service));
  const isWidest = range === "7d" && !from && !to;
  const widen = !isWidest && (
    <Button onClick={() => void setSearch({ range: "7d", from: null, to: null, line: null })}>
      Look at 7 days
    </Button>
  );
  if (isNarrowed)
    return (
      <EmptyState
        icon={ScrollTextIcon}
        title="No line matches"
        action={
          <div className="flex flex-wrap justify-center gap-2">
            <Button
              onClick={() =>
                void setSearch({
                  q: null,
                  severity: null,
                  environment: null,
                  region: null,
                  release: null,
                  service: null,
                  line: null,
                })
              }
            >
              Clear the search
            </Button>
            {widen}
          </div>
        }
      >
        All words have to stand in a line. Fields are compared as a whole.
      </EmptyState>
    );
  return (
    <EmptyState icon={ScrollTextIcon} title="Nothing was written in this time" action={widen || undefined}>
      What {isOfService ? "this service" : "a service"} prints on its standard output and error stands here a
      second later, with nothing to install. Levels, JSON fields and traces are recognised, and secrets are
      masked.
    </EmptyState>
  );
}
