import { MigrationClassBadge } from "@/components/delivery/migration-class";
import { releasePath } from "@/components/delivery/paths";
import { tagged } from "@/components/delivery/release-name";
import { QuarantineBadge } from "@/components/gates/quarantine-badge";
import { Duration } from "@/components/time/duration";
import { Elapsed } from "@/components/time/elapsed";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Person } from "@/components/ui/person";
import { ReleaseTag } from "@/components/ui/release-tag";
import { StatusBadge } from "@/components/ui/status-badge";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import type { ReleaseRow } from "@/lib/delivery/contract";

import { shortRef } from "./release-sentence";
import { sizeInWords } from "./size-in-words";

type ReleaseTableProps = { serviceName: string; releases: readonly ReleaseRow[] };

/** Releases of a service, newest first: how each build went and where it serves. */
export function ReleaseTable({ serviceName, releases }: ReleaseTableProps) {
  return (
    <Table
      label="Releases"
      head={
        <>
          <HeaderCell>Release</HeaderCell>
          <HeaderCell>Build</HeaderCell>
          <HeaderCell>What it is</HeaderCell>
          <HeaderCell>Serves in</HeaderCell>
          <HeaderCell>By</HeaderCell>
          <HeaderCell align="end">Size</HeaderCell>
          <HeaderCell align="end">Took</HeaderCell>
          <HeaderCell align="end">When</HeaderCell>
        </>
      }
    >
      {releases.map((release) => (
        <ReleaseLine key={release.id} serviceName={serviceName} release={release} />
      ))}
    </Table>
  );
}

function ReleaseLine({ serviceName, release }: { serviceName: string; release: ReleaseRow }) {
  const { id, status, subject, failure, liveIn, requestedByName, sizeBytes, durationMs, createdAt } = release;
  const text = failure?.message ?? subject ?? `from ${shortRef(release.ref)}`;
  return (
    <Row>
      <Cell main>
        <RowLink to={releasePath(serviceName, id)} className="font-normal">
          <ReleaseTag release={tagged(release)} />
        </RowLink>
      </Cell>
      <Cell>
        <span className="flex flex-wrap gap-1">
          <StatusBadge kind="release" value={status} />
          <QuarantineBadge quarantine={release.quarantine} />
        </span>
      </Cell>
      <Cell className="w-full max-w-0 max-sm:order-last max-sm:max-w-full max-sm:basis-full">
        <span className="flex items-center gap-2">
          <span title={text} className={`truncate ${failure ? "" : "text-fg-muted"}`}>
            {text}
          </span>
          <MigrationClassBadge value={release.migrationClass} />
        </span>
      </Cell>
      <Cell>
        <span className="flex gap-1">
          {liveIn.map((environment) => (
            <Badge key={environment}>{environment}</Badge>
          ))}
        </span>
      </Cell>
      <Cell wideOnly>
        <Person name={requestedByName} className="max-w-36" />
      </Cell>
      <Cell align="end" wideOnly className="whitespace-nowrap text-fg-muted">
        {sizeBytes !== null && sizeInWords(sizeBytes)}
      </Cell>
      <Cell align="end" wideOnly className="text-fg-muted">
        {status === "building" ? (
          <Elapsed since={createdAt} />
        ) : (
          durationMs !== null && <Duration ms={durationMs} />
        )}
      </Cell>
      <Cell align="end" className="text-fg-muted max-sm:ml-auto">
        <RelativeTime at={createdAt} />
      </Cell>
    </Row>
  );
}
