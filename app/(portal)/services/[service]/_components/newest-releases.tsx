"use client";

import type { DeliveryAccess } from "@/components/delivery/access";
import { releasePath } from "@/components/delivery/paths";
import { tagged } from "@/components/delivery/release-name";
import { QuarantineBadge } from "@/components/gates/quarantine-badge";
import { MoreIcon } from "@/components/icons";
import { DeployMenuItems } from "@/components/release/deploy-menu-items";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Menu } from "@/components/ui/menu";
import { Panel } from "@/components/ui/panel";
import { Person } from "@/components/ui/person";
import { ReleaseTag } from "@/components/ui/release-tag";
import { StatusBadge } from "@/components/ui/status-badge";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { ReleaseRow, ServiceDetail } from "@/lib/delivery/contract";

type NewestReleasesProps = { service: ServiceDetail; access: DeliveryAccess };

/** The newest releases: how each build went, where it serves, and where it can go. */
export function NewestReleases({ service, access }: NewestReleasesProps) {
  if (service.newestReleases.length === 0) return null;
  return (
    <Panel
      title="Releases"
      flush
      actions={<TextLink to={`/services/${service.name}/releases`}>All releases</TextLink>}
    >
      <Table
        label="Newest releases"
        head={
          <>
            <HeaderCell>Release</HeaderCell>
            <HeaderCell>Build</HeaderCell>
            <HeaderCell>Serves in</HeaderCell>
            <HeaderCell>Author</HeaderCell>
            <HeaderCell align="end">Age</HeaderCell>
            <HeaderCell>
              <span className="sr-only">Actions</span>
            </HeaderCell>
          </>
        }
      >
        {service.newestReleases.map((release) => (
          <ReleaseLine key={release.id} service={service} release={release} access={access} />
        ))}
      </Table>
    </Panel>
  );
}

function ReleaseLine({ service, release, access }: NewestReleasesProps & { release: ReleaseRow }) {
  return (
    <Row>
      <Cell main>
        <span className="flex min-w-0 items-baseline gap-2">
          <RowLink to={releasePath(service.name, release.id)} className="shrink-0 font-normal">
            <ReleaseTag release={tagged(release)} />
          </RowLink>
          <span className="max-w-[44ch] min-w-0 truncate text-fg-muted">{release.subject}</span>
        </span>
      </Cell>
      <Cell>
        <span className="flex flex-wrap gap-1">
          <StatusBadge kind="release" value={release.status} />
          <QuarantineBadge quarantine={release.quarantine} />
        </span>
      </Cell>
      <Cell>
        <span className="flex flex-wrap gap-1">
          {release.liveIn.map((environment) => (
            <Badge key={environment}>{environment}</Badge>
          ))}
        </span>
      </Cell>
      <Cell wideOnly>{release.authorName && <Person name={release.authorName} />}</Cell>
      <Cell align="end" className="text-fg-muted">
        <RelativeTime at={release.createdAt} />
      </Cell>
      <Cell align="end" className="w-10">
        {release.status === "ready" && <DeployMenu service={service} release={release} access={access} />}
      </Cell>
    </Row>
  );
}

function DeployMenu({ service, release, access }: NewestReleasesProps & { release: ReleaseRow }) {
  return (
    <div className="relative">
      <Menu
        label={`Deploy #${release.number}`}
        tooltip={`Deploy #${release.number}`}
        trigger={<MoreIcon />}
        triggerClassName="inline-flex size-7 items-center justify-center rounded-md text-fg-muted hover:bg-surface-3 hover:text-fg"
      >
        <DeployMenuItems release={release} service={service} access={access} />
      </Menu>
    </div>
  );
}
