import { ReasonLine } from "@/components/delivery/reason-line";
import { PauseIcon } from "@/components/icons";
import { Panel } from "@/components/ui/panel";
import { TONE_MARK } from "@/components/ui/tone";
import type { DeploymentView } from "@/lib/delivery/contract";

import { ApprovalDecision } from "./approval-decision";
import { Approvals } from "./approvals";
import { OverrideForm } from "./override-form";

/** What a deployment waits for, each with whose it is and how long it lasts, and what the viewer can do about it. */
export function WaitingPanel({ deployment }: { deployment: DeploymentView }) {
  const { id, waitingFor, gates } = deployment;
  if (waitingFor.length === 0) return null;
  return (
    <Panel title="What it waits for" flush>
      <ul aria-label="What it waits for" className="divide-y divide-border">
        {waitingFor.map((reason) => (
          <li key={`${reason.code}:${reason.message}`} className="flex items-start gap-3 px-4 py-3">
            <PauseIcon className={`mt-0.5 ${TONE_MARK.blocked}`} />
            <div className="flex min-w-0 flex-1 flex-col gap-2">
              <ReasonLine reason={reason} />
              {reason.code === "approval" && gates?.approvals && (
                <>
                  <Approvals approvals={gates.approvals} />
                  {gates.canApprove ? (
                    <ApprovalDecision deploymentId={id} said={gates.yourDecision} />
                  ) : (
                    <p className="text-fg-muted">{gates.whyNotApprove}</p>
                  )}
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
      {gates && gates.canOverride.length > 0 && (
        <OverrideForm deploymentId={id} gates={gates.canOverride} environment={deployment.environment} />
      )}
    </Panel>
  );
}
