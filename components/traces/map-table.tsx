import { ErrorShare } from "@/components/telemetry/error-share";
import { FigureCell } from "@/components/telemetry/figure-cell";
import { msInWords, rateInWords } from "@/components/telemetry/traffic-words";
import { Panel } from "@/components/ui/panel";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import type { ServiceMap } from "@/lib/telemetry/contract";

import { placeOf } from "./map-picture";
import { KIND_WORDS } from "./map-words";

/** The same as the picture, one row for each that asks another; the busiest first. */
export function MapTable({ map, range }: { map: ServiceMap; range: string }) {
  const nodes = new Map(map.nodes.map((node) => [node.key, node]));
  return (
    <Panel flush>
      <Table
        label="Who asks whom"
        head={
          <>
            <HeaderCell>Who asks</HeaderCell>
            <HeaderCell>Whom</HeaderCell>
            <HeaderCell align="end">A minute</HeaderCell>
            <HeaderCell align="end">Errors</HeaderCell>
            <HeaderCell align="end">p95</HeaderCell>
          </>
        }
      >
        {map.edges
          .toSorted((a, b) => b.perMinute - a.perMinute)
          .map((edge) => {
            const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
            return (
              <Row key={`${edge.from} ${edge.to}`}>
                <Cell main>{from?.name}</Cell>
                <Cell>
                  {to && <RowLink to={placeOf(to, map, range)}>{to.name}</RowLink>}{" "}
                  <span className="text-xs text-fg-muted">
                    {to && [KIND_WORDS[to.kind], ...to.members].join(", ")}
                  </span>
                </Cell>
                <FigureCell label="A minute">{rateInWords(edge.perMinute)}</FigureCell>
                <FigureCell label="Errors">
                  <ErrorShare rate={edge.errorRate} />
                </FigureCell>
                <FigureCell label="p95">{msInWords(edge.p95Ms)}</FigureCell>
              </Row>
            );
          })}
      </Table>
    </Panel>
  );
}
