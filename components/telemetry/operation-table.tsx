"use client";

import { useQueryStates } from "nuqs";

import { Panel } from "@/components/ui/panel";
import { SortHeaderCell } from "@/components/ui/sort-header-cell";
import { Cell, Row, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { OperationView } from "@/lib/telemetry/contract";

import { ErrorShare } from "./error-share";
import { FigureCell } from "./figure-cell";
import { type OperationOrder, trafficSearch } from "./traffic-search";
import { msInWords, rateInWords, shareInWords } from "./traffic-words";

const COLUMNS: [OperationOrder, string][] = [
  ["requests", "Requests a minute"],
  ["errors", "Error rate"],
  ["p95", "p95"],
  ["time", "Share of time"],
];

type OperationTableProps = {
  /** Whose operations these are: each leads to its traces. */
  serviceName: string;
  title: string;
  operations: readonly OperationView[];
  /** As many as fit; all of them without it. */
  most?: number;
  actions?: React.ReactNode;
};

/** What is asked of a service: how often, how well, how fast, and what takes its time. */
export function OperationTable({ serviceName, title, operations, most, actions }: OperationTableProps) {
  const [{ operations: order }, setSearch] = useQueryStates(trafficSearch, { history: "replace" });
  const sortBy = (next: OperationOrder) => () => void setSearch({ operations: next });
  return (
    <Panel title={title} flush actions={actions}>
      <Table
        label={title}
        head={
          <>
            <SortHeaderCell
              align="start"
              order="ascending"
              sorted={order === "route"}
              onSort={sortBy("route")}
            >
              Operation
            </SortHeaderCell>
            {COLUMNS.map(([name, label]) => (
              <SortHeaderCell key={name} sorted={order === name} onSort={sortBy(name)}>
                {label}
              </SortHeaderCell>
            ))}
          </>
        }
      >
        {inOrder(operations, order)
          .slice(0, most)
          .map((operation) => (
            <Row key={operation.id}>
              <Cell main className="max-w-0 w-1/2 max-sm:w-auto max-sm:max-w-full">
                <span className="flex min-w-0 items-baseline gap-2">
                  <span className="w-14 shrink-0 text-xs text-fg-muted">{operation.method}</span>
                  <Route route={operation.route} />
                  {operation.route !== "(other)" && (
                    <TextLink
                      to={`/services/${serviceName}/traces?operation=${encodeURIComponent(`${operation.method} ${operation.route}`)}`}
                      className="ml-auto shrink-0 text-xs"
                    >
                      Traces
                      <span className="sr-only">
                        {" "}
                        of {operation.method} {operation.route}
                      </span>
                    </TextLink>
                  )}
                </span>
              </Cell>
              <FigureCell label="A minute">{rateInWords(operation.perMinute)}</FigureCell>
              <FigureCell label="Errors">
                <ErrorShare rate={operation.errorRate} />
              </FigureCell>
              <FigureCell label="p95">{msInWords(operation.p95Ms)}</FigureCell>
              <FigureCell label="Time">{shareInWords(operation.timeShare)}</FigureCell>
            </Row>
          ))}
      </Table>
    </Panel>
  );
}

/** Templates show where something varies; `(other)` says in words what it stands for. */
function Route({ route }: { route: string }) {
  if (route === "(other)")
    return (
      <span
        className="text-fg-muted"
        data-tooltip="Paths that were only ever answered with 404, and routes beyond the number that is counted by name."
      >
        Everything else
      </span>
    );
  return (
    <code className="code min-w-0 truncate" title={route}>
      {route}
    </code>
  );
}

function inOrder(operations: readonly OperationView[], order: OperationOrder): readonly OperationView[] {
  switch (order) {
    case "route":
      return operations.toSorted(
        (a, b) => a.route.localeCompare(b.route) || a.method.localeCompare(b.method),
      );
    case "requests":
      return operations;
    case "errors":
      return operations.toSorted((a, b) => (b.errorRate ?? -1) - (a.errorRate ?? -1));
    case "p95":
      return operations.toSorted((a, b) => (b.p95Ms ?? -1) - (a.p95Ms ?? -1));
    case "time":
      return operations.toSorted((a, b) => (b.timeShare ?? -1) - (a.timeShare ?? -1));
  }
}
