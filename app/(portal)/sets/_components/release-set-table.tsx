import { releaseSetPath } from "@/components/delivery/paths";
import { RelativeTime } from "@/components/time/relative-time";
import { Person } from "@/components/ui/person";
import { StatusBadge } from "@/components/ui/status-badge";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import type { ReleaseSetRow } from "@/lib/delivery/contract";

import { setTitle } from "../set-words";

const NAMES_SHOWN = 3;

/** Release sets, newest first. */
export function ReleaseSetTable({ sets }: { sets: ReleaseSetRow[] }) {
  return (
    <Table
      label="Release sets"
      head={
        <>
          <HeaderCell>Set</HeaderCell>
          <HeaderCell>Services</HeaderCell>
          <HeaderCell>Status</HeaderCell>
          <HeaderCell align="end">Done</HeaderCell>
          <HeaderCell>By</HeaderCell>
          <HeaderCell align="end">When</HeaderCell>
        </>
      }
    >
      {sets.map((set) => (
        <Row key={set.id}>
          <Cell main>
            <RowLink to={releaseSetPath(set.id)}>{setTitle(set)}</RowLink>
          </Cell>
          <Cell className="text-fg-muted [overflow-wrap:anywhere]">
            {set.services.slice(0, NAMES_SHOWN).join(", ")}
            {set.services.length > NAMES_SHOWN && ` and ${set.services.length - NAMES_SHOWN} more`}
          </Cell>
          <Cell>
            <StatusBadge kind="set" value={set.status} />
          </Cell>
          <Cell align="end" className="tabular-nums">
            {set.succeeded} of {set.services.length}
          </Cell>
          <Cell wideOnly>
            <Person name={set.requestedByName} />
          </Cell>
          <Cell align="end" className="text-fg-muted">
            <RelativeTime at={set.createdAt} />
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
