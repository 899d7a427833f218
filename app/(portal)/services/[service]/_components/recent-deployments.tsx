import { deploymentPath } from "@/components/delivery/paths";
import { tagged } from "@/components/delivery/release-name";
import { DeploymentStatus } from "@/components/deployment/deployment-status";
import { KindBadge } from "@/components/deployment/kind-badge";
import { RelativeTime } from "@/components/time/relative-time";
import { Panel } from "@/components/ui/panel";
import { Person } from "@/components/ui/person";
import { ReleaseTag } from "@/components/ui/release-tag";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { DeploymentRow } from "@/lib/delivery/contract";

export const DEPLOYMENTS_SHOWN = 5;

type RecentDeploymentsProps = { serviceName: string; deployments: DeploymentRow[] };

/** The newest deployments of the service, wherever they went. */
export function RecentDeployments({ serviceName, deployments }: RecentDeploymentsProps) {
  if (deployments.length === 0) return null;
  return (
    <Panel
      title="Recent deployments"
      flush
      actions={<TextLink to={`/deployments?service=${serviceName}`}>All deployments</TextLink>}
    >
      <Table
        label="Recent deployments"
        head={
          <>
            <HeaderCell>Environment</HeaderCell>
            <HeaderCell>Release</HeaderCell>
            <HeaderCell>Status</HeaderCell>
            <HeaderCell>How</HeaderCell>
            <HeaderCell>By</HeaderCell>
            <HeaderCell align="end">When</HeaderCell>
          </>
        }
      >
        {deployments.map((deployment) => (
          <Row key={deployment.id}>
            <Cell main>
              <RowLink to={deploymentPath(deployment.id)}>{deployment.environment}</RowLink>
            </Cell>
            <Cell>
              <ReleaseTag release={tagged(deployment.release)} />
            </Cell>
            <Cell>
              <DeploymentStatus deployment={deployment} />
              {deployment.waitingFor[0] && (
                <span
                  title={deployment.waitingFor[0].message}
                  className="block max-w-[36ch] truncate text-xs text-fg-muted"
                >
                  {deployment.waitingFor[0].message}
                </span>
              )}
            </Cell>
            <Cell>
              <KindBadge kind={deployment.kind} />
            </Cell>
            <Cell wideOnly>
              <Person name={deployment.requestedByName} />
            </Cell>
            <Cell align="end" className="text-fg-muted">
              <RelativeTime at={deployment.createdAt} />
            </Cell>
          </Row>
        ))}
      </Table>
    </Panel>
  );
}
