import { releasePath } from "@/components/delivery/paths";
import { tagged } from "@/components/delivery/release-name";
import { Duration } from "@/components/time/duration";
import { RelativeTime } from "@/components/time/relative-time";
import { ReleaseTag } from "@/components/ui/release-tag";
import { StatusBadge } from "@/components/ui/status-badge";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { RunView } from "@/lib/crons/contract";

type RunTableProps = { runs: readonly RunView[]; serviceName: string };

/** Runs of a cron monitor, the newest first. */
export function RunTable({ runs, serviceName }: RunTableProps) {
  return (
    <Table
      label="Runs"
      head={
        <>
          <HeaderCell>Status</HeaderCell>
          <HeaderCell>Began, or was due</HeaderCell>
          <HeaderCell align="end">Took</HeaderCell>
          <HeaderCell>Release</HeaderCell>
          <HeaderCell>Trace</HeaderCell>
        </>
      }
    >
      {runs.map((run) => (
        <RunRow key={run.id} run={run} serviceName={serviceName} />
      ))}
    </Table>
  );
}

function RunRow({ run, serviceName }: { run: RunView; serviceName: string }) {
  const { status, startedAt, durationMs, release, traceId } = run;
  const hasNotBegun = status === "missed" || (status === "unseen" && run.release === null);
  return (
    <Row>
      <Cell main>
        <StatusBadge kind="cron" value={status} />
      </Cell>
      <Cell>
        {hasNotBegun && <span className="text-fg-muted">due </span>}
        <RelativeTime at={startedAt} />
      </Cell>
      <Cell align="end" className="tabular-nums">
        <Duration ms={durationMs} />
      </Cell>
      <Cell>
        {release && <ReleaseTag release={tagged(release)} to={releasePath(serviceName, release.id)} />}
      </Cell>
      <Cell>
        {traceId && (
          <TextLink to={`/traces/${traceId}?at=${startedAt}`}>
            <code className="code">{traceId.slice(0, 8)}</code>
          </TextLink>
        )}
      </Cell>
    </Row>
  );
}
