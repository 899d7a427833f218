import { useState } from "react";

import { IssuesBrought } from "@/components/errors/issues-brought";
import { Notice } from "@/components/ui/notice";
import { ReleaseTag } from "@/components/ui/release-tag";
import type { PromotionPlan } from "@/lib/delivery/contract";
import type { IssuesView } from "@/lib/errors/contract";

import { Blockers } from "./blockers";
import { CommandForThis } from "./command-for-this";
import { CommitList } from "./commit-list";
import { ConfigurationKeys, keyCount } from "./configuration-keys";
import { FigureRow } from "./figure-row";
import { MovedNotice } from "./moved-notice";
import { NotBeforeField } from "./not-before-field";
import { NoteField } from "./note-field";
import { PlanSteps } from "./plan-steps";
import { PlannedMigrations } from "./planned-migrations";
import { tagged } from "./release-name";
import type { Overrides } from "./use-overrides";

type PromotionReviewProps = {
  plan: PromotionPlan;
  /** Open errors that its release brought, as far as they could be read. */
  issues: IssuesView | undefined;
  /** What is no longer as it was when the plan was looked at. */
  moved: string | undefined;
  onReviewMoved: () => void;
  overrides: Overrides;
  onNotBefore: (instant: string | undefined) => void;
  /** What the server refused, by the field it is about. */
  problems: Readonly<Record<string, string>> | undefined;
};

/** Whether it may happen, what will change, and what will happen: in this order. */
export function PromotionReview({
  plan,
  issues,
  moved,
  onReviewMoved,
  overrides,
  onNotBefore,
  problems,
}: PromotionReviewProps) {
  const { release, replaces, direction, from, to } = plan;
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
          {to} serves #{replaces.number}, which is newer. The commits below will be taken away again.
        </Notice>
      )}
      {release && direction !== "same" && (
        <>
          <p className="flex flex-wrap items-baseline gap-x-2">
            <ReleaseTag release={tagged(release)} />
            <span className="text-fg-muted">{replaces ? "replaces" : `is the first release in ${to}`}</span>
            {replaces && <ReleaseTag release={tagged(replaces)} />}
          </p>
          {issues && direction !== "back" && (
            <IssuesBrought service={plan.service} release={release} issues={issues} />
          )}
          <PlannedMigrations planned={plan.migrations} environment={to} />
          <FigureRow
            figures={[
              direction === "back"
                ? { value: plan.commitCount, label: "commits undone", one: "commit undone" }
                : { value: plan.commitCount, label: "commits", one: "commit" },
              { value: plan.changedFileCount, label: "changed files", one: "changed file" },
              {
                value: keyCount(plan.configuration),
                label: "configuration keys differ",
                one: "configuration key differs",
              },
            ]}
          />
          <CommitList
            title={direction === "back" ? "Commits that go away" : "Commits"}
            commits={plan.commits}
            count={plan.commitCount}
          />
          <ConfigurationKeys configuration={plan.configuration} from={from} to={to} />
          <PlanSteps steps={plan.steps} estimateMs={plan.estimateMs} place={to} />
          <NoteField onChange={setNote} />
          <NotBeforeField onChange={onNotBefore} error={problems?.["notBefore"]} />
          <CommandForThis
            path="/promotions"
            body={{
              serviceId: plan.service.id,
              from,
              to,
              releaseId: release.id,
              ...(note && { reason: note }),
            }}
          />
        </>
      )}
    </>
  );
}
