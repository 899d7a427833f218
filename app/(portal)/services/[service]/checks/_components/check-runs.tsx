"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";

import { countsInWords, MOMENT_WORDS } from "@/components/checks/check-words";
import { checkRunPath } from "@/components/delivery/paths";
import { RelativeTime } from "@/components/time/relative-time";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { Panel } from "@/components/ui/panel";
import { Person } from "@/components/ui/person";
import { StatusBadge } from "@/components/ui/status-badge";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import { checkRunsQuery } from "@/lib/checks/query-options";

/** Every time the checks ran, newest first. */
export function CheckRuns({ service }: { service: { id: string; name: string } }) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useSuspenseInfiniteQuery(
    checkRunsQuery(service.id),
  );
  const runs = data.pages.flatMap(({ items }) => items);
  if (runs.length === 0) {
    return (
      <Panel title="Runs">
        <EmptyState title="Nothing has been checked yet.">
          A run appears here with each deployment, by schedule, or when somebody asks for it.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel title="Runs" flush>
      <Table
        label="Runs"
        head={
          <>
            <HeaderCell>Result</HeaderCell>
            <HeaderCell>Environment</HeaderCell>
            <HeaderCell>Why</HeaderCell>
            <HeaderCell>Release</HeaderCell>
            <HeaderCell>Counts</HeaderCell>
            <HeaderCell>By</HeaderCell>
            <HeaderCell align="end">When</HeaderCell>
          </>
        }
      >
        {runs.map((run) => (
          <Row key={run.id}>
            <Cell main>
              <RowLink to={checkRunPath(service.name, run.id)} className="font-normal">
                <StatusBadge kind="check" value={run.status} />
                <span className="sr-only">
                  {" "}
                  in {run.environment}, {MOMENT_WORDS[run.moment].toLowerCase()}
                  {run.onlyCheck && `, ${run.onlyCheck}`}
                </span>
              </RowLink>
            </Cell>
            <Cell>{run.environment}</Cell>
            <Cell className="text-fg-muted">
              {MOMENT_WORDS[run.moment]}
              {run.onlyCheck && (
                <span className="block max-w-48 truncate text-xs" title={run.onlyCheck}>
                  {run.onlyCheck}
                </span>
              )}
            </Cell>
            <Cell className="text-fg-muted">{run.releaseNumber === null ? "" : `#${run.releaseNumber}`}</Cell>
            <Cell className="text-fg-muted">{countsInWords(run.counts)}</Cell>
            <Cell wideOnly>
              <Person name={run.requestedByName} className="max-w-36" />
            </Cell>
            <Cell align="end" className="text-fg-muted max-sm:ml-auto">
              <RelativeTime at={run.createdAt} />
            </Cell>
          </Row>
        ))}
      </Table>
      <LoadMore
        hasMore={hasNextPage}
        loading={isFetchingNextPage}
        onLoad={() => void fetchNextPage()}
        noun="runs"
      />
    </Panel>
  );
}
