"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";

import { ErrorShare } from "@/components/telemetry/error-share";
import { FigureCell } from "@/components/telemetry/figure-cell";
import { trafficSearch } from "@/components/telemetry/traffic-search";
import { msInWords, rateInWords, shareInWords } from "@/components/telemetry/traffic-words";
import { useShownRange } from "@/components/telemetry/use-shown-range";
import { Panel } from "@/components/ui/panel";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { serviceMapQuery } from "@/lib/telemetry/query-options";

import { placeOf } from "./map-picture";
import { KIND_WORDS } from "./map-words";

/** Whom a service asks, and how much of its time it waits for each; nothing while its SDK tells of nobody. */
export function ServiceNeighbours({ service: { id, name } }: { service: { id: string; name: string } }) {
  const [{ environment }] = useQueryStates(trafficSearch);
  const range = useShownRange(id);
  const { data } = useQuery({
    ...serviceMapQuery({ environment: environment ?? undefined, range: range ?? "1h" }),
    enabled: range !== undefined,
  });
  const own = data?.edges.filter(({ from }) => from === `service:${name}`) ?? [];
  if (!data || !range || own.length === 0) return null;
  const nodes = new Map(data.nodes.map((node) => [node.key, node]));
  return (
    <Panel
      title="What it asks others"
      description={`In ${data.environment}, and how much of its own time it waits for them, as its SDK tells. Above 100 % it asks several at once.`}
      flush
      actions={
        <TextLink to={`/map?environment=${data.environment}&range=${range === "1h" ? "1h" : "24h"}`}>
          Service map
        </TextLink>
      }
    >
      <Table
        label="What it asks others"
        head={
          <>
            <HeaderCell>Whom</HeaderCell>
            <HeaderCell align="end">A minute</HeaderCell>
            <HeaderCell align="end">Share of its time</HeaderCell>
            <HeaderCell align="end">Errors</HeaderCell>
            <HeaderCell align="end">p95</HeaderCell>
          </>
        }
      >
        {own
          .toSorted((a, b) => (b.timeShare ?? 0) - (a.timeShare ?? 0) || b.perMinute - a.perMinute)
          .map((edge) => {
            const node = nodes.get(edge.to);
            return (
              node && (
                <Row key={edge.to}>
                  <Cell main>
                    <RowLink to={placeOf(node, data, range)}>{node.name}</RowLink>{" "}
                    <span className="text-xs text-fg-muted">
                      {[KIND_WORDS[node.kind], ...node.members].join(", ")}
                    </span>
                  </Cell>
                  <FigureCell label="A minute">{rateInWords(edge.perMinute)}</FigureCell>
                  <FigureCell label="Share of its time">{shareInWords(edge.timeShare)}</FigureCell>
                  <FigureCell label="Errors">
                    <ErrorShare rate={edge.errorRate} />
                  </FigureCell>
                  <FigureCell label="p95">{msInWords(edge.p95Ms)}</FigureCell>
                </Row>
              )
            );
          })}
      </Table>
    </Panel>
  );
}
