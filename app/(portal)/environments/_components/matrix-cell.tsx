import { mayDeployTo, type DeliveryAccess } from "@/components/delivery/access";
import { useDeliveryDialogs, type DialogRequest } from "@/components/delivery/delivery-dialogs";
import { NothingRuns } from "@/components/delivery/nothing-runs";
import { deploymentPath, releasePath } from "@/components/delivery/paths";
import { stageDetail } from "@/components/delivery/phase-words";
import { tagged } from "@/components/delivery/release-name";
import { useTaken } from "@/components/delivery/use-taken";
import { PromoteIcon, RocketIcon, RollBackIcon, UnplugIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { ReleaseTag } from "@/components/ui/release-tag";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import type { PlacementView, ServiceRow } from "@/lib/delivery/contract";

type MatrixCellProps = {
  service: ServiceRow;
  placement: PlacementView;
  /** The environment before it; the first one takes ready releases. */
  from: PlacementView | undefined;
  access: DeliveryAccess;
};

/** One service in one environment: what serves and how, and below it the two ways to change that. */
export function MatrixCell({ service, placement, from, access }: MatrixCellProps) {
  const { open } = useDeliveryDialogs();
  const { environment, release, inFlight, behind } = placement;
  const name = { id: service.id, name: service.name };
  const mayShip = mayDeployTo(access, environment);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex min-w-0 items-center gap-2">
        {release && (
          <StatusBadge kind="health" value={placement.health} look="icon" className="relative z-4" />
        )}
        {release ? (
          <ReleaseTag
            release={tagged(release)}
            to={releasePath(service.name, release.id)}
            className="relative z-4 [&>a]:py-0.5"
          />
        ) : (
          <NothingRuns />
        )}
        {release && mayShip && (
          <IconButton
            size="sm"
            icon={RollBackIcon}
            label={`Roll back ${service.name} in ${environment}`}
            onClick={() => open({ kind: "rollback", service: name, environment })}
            className="relative z-4 ml-auto"
          />
        )}
      </div>
      <div className="flex min-h-6 min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-xs text-fg-muted max-sm:empty:hidden">
        <Standing service={service} placement={placement} />
        {behind && !behind.isQuarantined && !inFlight && mayShip && (
          <Button
            size="sm"
            icon={from ? PromoteIcon : RocketIcon}
            aria-label={shipLabel(service.name, placement, from)}
            data-tooltip={shipLabel(service.name, placement, from)}
            onClick={() => open(shipRequest(name, placement, from, behind.candidate))}
            className="relative z-4 ml-auto h-6! px-2!"
          >
            {from ? "Promote" : "Deploy"} #{behind.candidate.number}
          </Button>
        )}
      </div>
    </div>
  );
}

function Standing({ service, placement }: Pick<MatrixCellProps, "service" | "placement">) {
  const taken = useTaken(service.id, placement);
  const { inFlight, lastFailure, liveSince, behind, release, drift } = placement;
  if (inFlight) {
    return (
      <TextLink to={deploymentPath(inFlight.id)} tone="quiet" className="relative z-4 inline-block min-h-6">
        <StatusBadge
          kind="deployment"
          value={inFlight.status}
          detail={stageDetail(inFlight.status, inFlight.phase)}
        />
        {inFlight.waitingFor[0] && (
          <span title={inFlight.waitingFor[0].message} className="line-clamp-2 [overflow-wrap:anywhere]">
            {inFlight.waitingFor[0].message}
          </span>
        )}
      </TextLink>
    );
  }
  if (taken) {
    return (
      <TextLink to={deploymentPath(taken.deploymentId)} className="relative z-4">
        Requested
      </TextLink>
    );
  }
  return (
    <>
      {drift && (
        <TextLink to={`/services/${service.name}`} tone="quiet" className="relative z-4 inline-block min-h-6">
          <Badge tone="warn" icon={UnplugIcon}>
            <span data-tooltip={drift.detail}>Not as deployed</span>
          </Badge>
        </TextLink>
      )}
      {liveSince && <RelativeTime at={liveSince} form="age" />}
      {lastFailure && (
        <TextLink
          to={deploymentPath(lastFailure.deploymentId)}
          tone="quiet"
          className="relative z-4 inline-block min-h-6"
        >
          <StatusBadge
            kind="deployment"
            value={lastFailure.status}
            detail={`#${lastFailure.release.number}`}
          />
        </TextLink>
      )}
      {behind && !lastFailure && release && <span>{behind.releases} behind</span>}
    </>
  );
}

function shipRequest(
  service: { id: string; name: string },
  { environment, release }: PlacementView,
  from: PlacementView | undefined,
  candidate: NonNullable<PlacementView["behind"]>["candidate"],
): DialogRequest {
  return from
    ? { kind: "promote", service, from: from.environment, to: environment }
    : { kind: "deploy", service, environment, release: candidate, replaces: release };
}

function shipLabel(
  serviceName: string,
  { environment, behind }: PlacementView,
  from: PlacementView | undefined,
): string {
  const what = `${serviceName} #${behind?.candidate.number ?? ""}`;
  return from
    ? `Promote ${what} from ${from.environment} to ${environment}`
    : `Deploy ${what} to ${environment}`;
}
