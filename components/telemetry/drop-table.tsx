import { HourOf } from "@/components/time/hour-of";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { Drop } from "@/lib/telemetry/contract";

import { droppedInWords, happenedTo, reasonOf } from "./drop-words";

type DropTableProps = {
  drops: readonly Drop[];
  /** Left out on a page of one service. */
  showsService?: boolean;
};

/** What is not kept, why, and what one can do about it. */
export function DropTable({ drops, showsService = false }: DropTableProps) {
  return (
    <Table
      label="What you do not see"
      head={
        <>
          <HeaderCell>What</HeaderCell>
          <HeaderCell>Where</HeaderCell>
          <HeaderCell>Why</HeaderCell>
          <HeaderCell align="end">Last in</HeaderCell>
        </>
      }
    >
      {drops.map((drop) => {
        const { why, next } = reasonOf(drop.reason);
        return (
          <Row key={[drop.service, drop.environment, drop.signal, drop.reason].join(" ")}>
            <Cell main className="align-top">
              <span className="font-medium tabular-nums">{droppedInWords(drop)}</span>{" "}
              {happenedTo(drop.items, drop.reason)}
            </Cell>
            <Cell className="align-top whitespace-nowrap">
              {showsService && (
                <>
                  <TextLink to={`/services/${drop.service}`} tone="quiet">
                    {drop.service}
                  </TextLink>
                  {" · "}
                </>
              )}
              {drop.environment}
            </Cell>
            <Cell className="max-w-xl align-top text-fg-muted max-sm:basis-full">
              {why} {next}
            </Cell>
            <Cell align="end" className="align-top whitespace-nowrap text-fg-muted">
              <HourOf at={drop.lastAt} />
            </Cell>
          </Row>
        );
      })}
    </Table>
  );
}
