import { tagged } from "@/components/delivery/release-name";
import { RelativeTime } from "@/components/time/relative-time";
import { ReleaseTag } from "@/components/ui/release-tag";
import { StatusBadge } from "@/components/ui/status-badge";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import type { MonitorView } from "@/lib/crons/contract";

import { scheduleInWords } from "./monitor-words";
import { RunBars } from "./run-bars";

type MonitorTableProps = { monitors: readonly MonitorView[]; serviceName: string };

/** Cron monitors, those that need somebody first. */
export function MonitorTable({ monitors, serviceName }: MonitorTableProps) {
  return (
    <Table
      label="Cron monitors"
      head={
        <>
          <HeaderCell>Monitor</HeaderCell>
          <HeaderCell>Status</HeaderCell>
          <HeaderCell>Last runs</HeaderCell>
          <HeaderCell>Release</HeaderCell>
          <HeaderCell align="end">Last check-in</HeaderCell>
          <HeaderCell align="end">Next expected</HeaderCell>
        </>
      }
    >
      {monitors.map((monitor) => (
        <MonitorRow key={monitor.id} monitor={monitor} serviceName={serviceName} />
      ))}
    </Table>
  );
}

function MonitorRow({ monitor, serviceName }: { monitor: MonitorView; serviceName: string }) {
  const { id, slug, environment, schedule, release } = monitor;
  return (
    <Row>
      <Cell main className="max-w-md min-w-0">
        <RowLink
          to={`/services/${serviceName}/monitors/${id}`}
          className="line-clamp-1 [overflow-wrap:anywhere]"
        >
          {slug}
        </RowLink>
        <span className="line-clamp-1 text-xs [overflow-wrap:anywhere] text-fg-muted">
          {environment} · {scheduleInWords(schedule)}
        </span>
      </Cell>
      <Cell>
        <StatusBadge
          kind="cron"
          value={monitor.status}
          detail={monitor.runningSince ? "runs now" : undefined}
        />
      </Cell>
      <Cell>
        <RunBars runs={monitor.recent} />
      </Cell>
      <Cell wideOnly className="whitespace-nowrap">
        {release ? (
          <ReleaseTag release={tagged(release)} />
        ) : (
          <span className="text-fg-muted">Not known</span>
        )}
      </Cell>
      <Cell align="end">
        <RelativeTime at={monitor.lastCheckInAt} />
      </Cell>
      <Cell align="end" wideOnly>
        {monitor.nextExpectedAt ? (
          <RelativeTime at={monitor.nextExpectedAt} />
        ) : (
          <span className="text-fg-muted">Not known</span>
        )}
      </Cell>
    </Row>
  );
}
