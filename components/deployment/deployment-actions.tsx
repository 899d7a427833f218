"use client";

import { mayDeployTo, type DeliveryAccess } from "@/components/delivery/access";
import { CancelDeploymentButton } from "@/components/delivery/cancel-deployment-button";
import { useDeliveryDialogs } from "@/components/delivery/delivery-dialogs";
import { releasePath } from "@/components/delivery/paths";
import { shortRelease } from "@/components/delivery/release-name";
import { PromoteIcon, RefreshIcon, RollBackIcon } from "@/components/icons";
import { usePageAction } from "@/components/palette/action-registry";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import type { DeploymentView } from "@/lib/delivery/contract";

import { isOver } from "./deployment-phases";
import { usePlacements } from "./use-placements";

type DeploymentActionsProps = { deployment: DeploymentView; access: DeliveryAccess };

/** What makes sense now: cancel while it is under way; afterwards go on, go back, or try again. */
export function DeploymentActions({ deployment, access }: DeploymentActionsProps) {
  const { id, status, environment, release, serviceName, cancelRequestedAt } = deployment;
  const { open } = useDeliveryDialogs();
  const allowed = mayDeployTo(access, environment);
  const { here, next } = usePlacements(deployment);
  const service = { id: deployment.serviceId, name: serviceName };

  const underWay = !isOver(status);
  const serves = here?.deploymentId === id;
  // Going back helps where this release serves, or where whatever serves is ill.
  const canRollBack =
    allowed && !underWay && Boolean(here?.release) && (serves || here?.health === "degraded");
  const canPromote =
    serves && next !== undefined && next.release?.id !== release.id && mayDeployTo(access, next.environment);
  // Also what serves: its processes get the variables and the key for telemetry that are set now.
  const canRedeploy =
    allowed && here !== undefined && !underWay && (serves || here.release?.id !== release.id);

  const rollBack = () => open({ kind: "rollback", service, environment });
  const promote = () => next && open({ kind: "promote", service, from: environment, to: next.environment });
  usePageAction(
    canRollBack
      ? { id: "rollback", label: `Roll back ${serviceName} in ${environment}…`, shortcut: "r", run: rollBack }
      : undefined,
  );
  usePageAction(
    canPromote && next
      ? {
          id: "promote",
          label: `Promote ${serviceName} to ${next.environment}…`,
          shortcut: "p",
          run: promote,
        }
      : undefined,
  );

  if (underWay) {
    if (!allowed) return null;
    return cancelRequestedAt ? (
      <Button size="sm" disabled>
        Cancel requested…
      </Button>
    ) : (
      <CancelDeploymentButton deploymentId={id} what={`deployment to ${environment}`} />
    );
  }
  return (
    <>
      {canPromote && next && (
        <Button variant="primary" icon={PromoteIcon} onClick={promote}>
          Promote to {next.environment}
        </Button>
      )}
      {canRollBack && (
        <Button icon={RollBackIcon} onClick={rollBack}>
          Roll back {environment}
        </Button>
      )}
      {canRedeploy && (
        <Button
          icon={RefreshIcon}
          aria-label={`Deploy ${shortRelease(release)} to ${environment} again`}
          onClick={() => open({ kind: "deploy", service, environment, release, replaces: here.release })}
        >
          Deploy again
        </Button>
      )}
      {status === "failed" && (
        <LinkButton to={releasePath(serviceName, release.id)}>Open the build</LinkButton>
      )}
    </>
  );
}
