import { useState } from "react";

import { Notice } from "@/components/ui/notice";
import { ReleaseTag } from "@/components/ui/release-tag";
import type { DeploymentPlan } from "@/lib/delivery/contract";

import { Blockers } from "./blockers";
import { CommandForThis } from "./command-for-this";
import { CommitList } from "./commit-list";
import { MovedNotice } from "./moved-notice";
import { NotBeforeField } from "./not-before-field";
import { NoteField } from "./note-field";
import { PlanSteps } from "./plan-steps";
import { PlannedMigrations } from "./planned-migrations";
import { tagged } from "./release-name";
import type { Overrides } from "./use-overrides";

type DeploymentReviewProps = {
  plan: DeploymentPlan;
  /** What is no longer as it was when the plan was looked at. */
  moved: string | undefined;
  onReviewMoved: () => void;
  overrides: Overrides;
  onNotBefore: (instant: string | undefined) => void;
  /** What the server refused, by the field it is about. */
  problems: Readonly<Record<string, string>> | undefined;
};

/** Whether it may happen, what will change, and what will happen: in this order. */
export function DeploymentReview({
  plan,
  moved,
  onReviewMoved,
  overrides,
  onNotBefore,
  problems,
}: DeploymentReviewProps) {
  const { service, environment, release, replaces, direction } = plan;
  const [note, setNote] = useState("");
  return (
    <>
      <MovedNotice moved={moved} onReview={onReviewMoved} />
      <Blockers
        blockers={plan.blockers}
        overrides={overrides}
        reasonProblem={problems?.["override.reason"]}
      />
      {direction === "back" && replaces && (
        <Notice tone="warn" title="This goes back">
          {environment} serves #{replaces.number}, which is newer.
        </Notice>
      )}
      <div className="flex flex-col gap-2">
        <ReleaseTag release={tagged(release)} look="full" />
        <p className="text-fg-muted">
          {direction === "same" ? (
            "serves there already and starts anew"
          ) : replaces ? (
            <>
              replaces <ReleaseTag release={tagged(replaces)} />
            </>
          ) : (
            `is the first release in ${environment}`
          )}
        </p>
      </div>
      <PlannedMigrations planned={plan.migrations} environment={environment} />
      {plan.commitCount > 0 && replaces && (
        <CommitList
          title={direction === "back" ? "Commits that go away" : "Commits"}
          commits={plan.commits}
          count={plan.commitCount}
        />
      )}
      <PlanSteps steps={plan.steps} estimateMs={plan.estimateMs} place={environment} />
      <NoteField onChange={setNote} />
      <NotBeforeField onChange={onNotBefore} error={problems?.["notBefore"]} />
      <CommandForThis
        path="/deployments"
        body={{ serviceId: service.id, releaseId: release.id, environment, ...(note && { reason: note }) }}
      />
    </>
  );
}
