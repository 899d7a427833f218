"use client";

import { useSuspenseQuery } from "@tanstack/react-query";

import type { DeliveryAccess } from "@/components/delivery/access";
import { servicePath, variablesPath } from "@/components/delivery/paths";
import { PlannedMigrations } from "@/components/delivery/planned-migrations";
import { ArrowRightIcon } from "@/components/icons";
import { CopyButton } from "@/components/ui/copy-button";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { deploymentQuery } from "@/lib/delivery/query-options";

import { GivenApprovals } from "./approvals";
import { DeploymentActions } from "./deployment-actions";
import { DeploymentChanges } from "./deployment-changes";
import { DeploymentEvents } from "./deployment-events";
import { deploymentMarkdown } from "./deployment-markdown";
import { DeploymentRoute } from "./deployment-route";
import { deploymentSentence } from "./deployment-sentence";
import { DeploymentStatus } from "./deployment-status";
import { DeploymentTimeline } from "./deployment-timeline";
import { FailurePanel } from "./failure-panel";
import { KindBadge } from "./kind-badge";
import { LiveLog } from "./live-log";
import { OverrideNotice } from "./override-notice";
import { Sentence } from "./sentence";
import { TakenNotice } from "./taken-notice";
import { usePlacements } from "./use-placements";
import { WaitingPanel } from "./waiting-panel";

/** Why a variable keeps a release from running. */
const VARIABLE_CODES = ["variable_missing", "variable_invalid"];

type DeploymentDetailProps = { deploymentId: string; access: DeliveryAccess };

/** Did it work, and if not, why: the answer first, then the evidence. It follows the live updates. */
export function DeploymentDetail({ deploymentId, access }: DeploymentDetailProps) {
  const { data: deployment } = useSuspenseQuery(deploymentQuery(deploymentId));
  const { serviceName, environment, kind, failure, status, approvals } = deployment;
  const asksForApproval =
    status === "waiting" && deployment.waitingFor.some(({ code }) => code === "approval");
  const { here } = usePlacements(deployment);
  const bad = failure && (status === "failed" || status === "errored" || status === "interrupted");
  const actions = <DeploymentActions deployment={deployment} access={access} />;
  // The sentence says where to set what is missing; this leads there.
  const failureActions = (
    <>
      {failure && VARIABLE_CODES.includes(failure.code) && (
        <LinkButton to={variablesPath(serviceName)}>Settings → Variables</LinkButton>
      )}
      {actions}
    </>
  );
  return (
    <>
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-center gap-x-2">
            <TextLink to={servicePath(serviceName)} tone="quiet">
              {serviceName}
            </TextLink>
            <ArrowRightIcon size={18} label="to" className="text-fg-subtle" />
            {environment}
          </span>
        }
        aside={
          <>
            <DeploymentStatus deployment={deployment} look="soft" />
            <KindBadge kind={kind} from={deployment.fromEnvironment} />
          </>
        }
        answer={
          <Sentence
            parts={deploymentSentence(deployment, {
              causeShown: Boolean(bad),
              servesNow: here?.release?.id,
            })}
          />
        }
        actions={
          <>
            {!bad && actions}
            <CopyButton
              text={() => deploymentMarkdown(deployment, window.location.href)}
              label="Copy as Markdown"
              worded
              size="md"
            />
          </>
        }
      />
      <TakenNotice />
      {/* Before whoever approves says yes. */}
      <PlannedMigrations planned={deployment.plannedMigrations} environment={environment} />
      {status === "waiting" && <WaitingPanel deployment={deployment} />}
      {approvals.length > 0 && !asksForApproval && (
        <Panel title="Approvals">
          <GivenApprovals given={approvals} label="Approvals" />
        </Panel>
      )}
      {deployment.overrides.map((override) => (
        <OverrideNotice key={override.at} override={override} />
      ))}
      {bad && <FailurePanel failure={failure} linesOf="before it failed" actions={failureActions} />}
      <DeploymentRoute deployment={deployment} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-6">
          <DeploymentTimeline deployment={deployment} />
          <DeploymentChanges deployment={deployment} />
          <DeploymentEvents events={deployment.events} />
        </div>
        <LiveLog
          kind="deployments"
          subject={deploymentId}
          label="Log of the deployment"
          empty="Nothing has been written yet. Lines appear here as soon as it starts."
          ending={
            deployment.outcome === "live"
              ? "The log of the deployment ends here. What the service prints from now on is in target/logs of SLIPWAY_HOME."
              : undefined
          }
          className="h-[32rem] lg:sticky lg:top-[calc(var(--bar-height)+1.5rem)] lg:h-[calc(100dvh-var(--bar-height)-6rem)]"
        />
      </div>
    </>
  );
}
