import { tagged } from "@/components/delivery/release-name";
import { RelativeTime } from "@/components/time/relative-time";
import { ReleaseTag } from "@/components/ui/release-tag";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import type { IssueRow } from "@/lib/errors/contract";

import { IssueStatus } from "./issue-status";
import { TrendBars } from "./trend-bars";

type IssueTableProps = { issues: readonly IssueRow[]; withService?: boolean };

/** Error issues, the last seen first. */
export function IssueTable({ issues, withService = true }: IssueTableProps) {
  return (
    <Table
      label="Error issues"
      head={
        <>
          <HeaderCell>Issue</HeaderCell>
          <HeaderCell>Status</HeaderCell>
          <HeaderCell>Last 24 hours</HeaderCell>
          <HeaderCell align="end">Events</HeaderCell>
          <HeaderCell align="end">Users</HeaderCell>
          <HeaderCell>First and last release</HeaderCell>
          <HeaderCell align="end">Last seen</HeaderCell>
        </>
      }
    >
      {issues.map((issue) => (
        <IssueTableRow key={issue.id} issue={issue} withService={withService} />
      ))}
    </Table>
  );
}

function IssueTableRow({ issue, withService }: { issue: IssueRow; withService: boolean }) {
  const { firstRelease, lastRelease } = issue;
  const place = [withService && issue.serviceName, issue.environments.join(", "), issue.culprit];
  return (
    <Row>
      <Cell main className="max-w-md min-w-0">
        <RowLink to={`/errors/${issue.id}`} className="line-clamp-1 [overflow-wrap:anywhere]">
          {issue.title}
        </RowLink>
        <span className="line-clamp-1 text-xs [overflow-wrap:anywhere] text-fg-muted">
          {place.filter(Boolean).join(" · ")}
          {issue.assigneeName && ` · ${issue.assigneeName}`}
        </span>
      </Cell>
      <Cell>
        <IssueStatus status={issue.status} />
      </Cell>
      <Cell wideOnly>
        <TrendBars trend={issue.trend} />
      </Cell>
      <Cell align="end" className="tabular-nums">
        {issue.count.toLocaleString("en")}
        <span className="sm:hidden">{issue.count === 1 ? " event" : " events"}</span>
      </Cell>
      <Cell align="end" className="tabular-nums">
        {issue.userCount.toLocaleString("en")}
        <span className="sm:hidden">{issue.userCount === 1 ? " user" : " users"}</span>
      </Cell>
      <Cell wideOnly className="whitespace-nowrap">
        {firstRelease ? (
          <ReleaseTag release={tagged(firstRelease)} />
        ) : (
          <span className="text-fg-muted">Not known</span>
        )}
        {lastRelease && lastRelease.id !== firstRelease?.id && (
          <>
            <span className="text-fg-muted"> to </span>
            <ReleaseTag release={tagged(lastRelease)} />
          </>
        )}
      </Cell>
      <Cell align="end">
        <RelativeTime at={issue.lastSeenAt} />
      </Cell>
    </Row>
  );
}
