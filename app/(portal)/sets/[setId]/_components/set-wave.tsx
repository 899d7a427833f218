import { deploymentPath, servicePath } from "@/components/delivery/paths";
import { stageDetail } from "@/components/delivery/phase-words";
import { ReleaseChange } from "@/components/delivery/release-change";
import { Panel } from "@/components/ui/panel";
import { StatusBadge } from "@/components/ui/status-badge";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { SetMemberView } from "@/lib/delivery/contract";

type SetWaveProps = { number: number; of: number; members: SetMemberView[] };

/** The services that go at the same time. */
export function SetWave({ number, of, members }: SetWaveProps) {
  const title = `Wave ${number} of ${of}`;
  return (
    <Panel
      title={title}
      description={
        number === 1 ? "Goes first." : `Begins when everything in wave ${number - 1} has succeeded.`
      }
      flush
    >
      <Table
        label={title}
        head={
          <>
            <HeaderCell className="w-56">Service</HeaderCell>
            <HeaderCell className="w-72">Release</HeaderCell>
            <HeaderCell>Status</HeaderCell>
            <HeaderCell className="w-36">Deployment</HeaderCell>
          </>
        }
      >
        {members.map((member) => (
          <Row key={member.service.id}>
            <Cell main className="[overflow-wrap:anywhere]">
              <TextLink to={servicePath(member.service.name)} tone="quiet" className="font-medium">
                {member.service.name}
              </TextLink>
            </Cell>
            <Cell>
              <ReleaseChange release={member.release} replaces={member.replaces} />
            </Cell>
            <Cell>
              <MemberStatus member={member} />
              {member.trouble && (
                <p className="max-w-prose text-xs text-fg-muted [overflow-wrap:anywhere]">{member.trouble}</p>
              )}
            </Cell>
            <Cell>
              {member.deployment ? (
                <TextLink to={deploymentPath(member.deployment.id)}>
                  Deployment<span className="sr-only"> of {member.service.name}</span>
                </TextLink>
              ) : (
                <span className="text-fg-subtle" aria-hidden>
                  –
                </span>
              )}
            </Cell>
          </Row>
        ))}
      </Table>
    </Panel>
  );
}

/** While a deployment is under way its own state says more than that it is. */
function MemberStatus({ member: { status, deployment } }: { member: SetMemberView }) {
  if (status !== "requested" || !deployment) return <StatusBadge kind="member" value={status} />;
  return (
    <StatusBadge
      kind="deployment"
      value={deployment.status}
      detail={stageDetail(deployment.status, deployment.phase)}
    />
  );
}
