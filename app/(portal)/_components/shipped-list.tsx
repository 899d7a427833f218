import { deploymentPath } from "@/components/delivery/paths";
import { KIND_DONE } from "@/components/delivery/phase-words";
import { tagged } from "@/components/delivery/release-name";
import { KindBadge } from "@/components/deployment/kind-badge";
import { RelativeTime } from "@/components/time/relative-time";
import { Panel } from "@/components/ui/panel";
import { Person } from "@/components/ui/person";
import { ReleaseTag } from "@/components/ui/release-tag";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { DeploymentRow } from "@/lib/delivery/contract";

/** What reached an environment lately. */
export function ShippedList({ deployments }: { deployments: DeploymentRow[] }) {
  return (
    <Panel
      title="What shipped"
      flush={deployments.length > 0}
      actions={<TextLink to="/deployments">All deployments</TextLink>}
    >
      {deployments.length === 0 ? (
        <p className="text-fg-muted">Nothing has shipped yet. Deploy a release, and it shows here.</p>
      ) : (
        <Table
          label="What shipped"
          head={
            <>
              <HeaderCell>Service</HeaderCell>
              <HeaderCell>To</HeaderCell>
              <HeaderCell>Release</HeaderCell>
              <HeaderCell>How</HeaderCell>
              <HeaderCell>By</HeaderCell>
              <HeaderCell align="end">When</HeaderCell>
            </>
          }
        >
          {deployments.map((deployment) => (
            <Row key={deployment.id}>
              <Cell main>
                <RowLink to={deploymentPath(deployment.id)}>
                  {deployment.serviceName}
                  <span className="sr-only">
                    : {KIND_DONE[deployment.kind]} #{deployment.release.number} in {deployment.environment}
                  </span>
                </RowLink>
              </Cell>
              <Cell>{deployment.environment}</Cell>
              <Cell>
                <span className="flex min-w-0 items-baseline gap-2">
                  <ReleaseTag release={tagged(deployment.release)} />
                  <span className="max-w-[40ch] min-w-0 truncate text-fg-muted max-sm:hidden">
                    {deployment.release.subject}
                  </span>
                </span>
              </Cell>
              <Cell>
                <KindBadge kind={deployment.kind} />
              </Cell>
              <Cell wideOnly>
                <Person name={deployment.requestedByName} />
              </Cell>
              <Cell align="end" className="text-fg-muted">
                <RelativeTime at={deployment.finishedAt ?? deployment.createdAt} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
    </Panel>
  );
}
