import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import type { ReleaseRef, RollbackCandidate, RollbackPlan } from "@/lib/delivery/contract";

import { Blockers } from "./blockers";
import { CommandForThis } from "./command-for-this";
import { CommitList } from "./commit-list";
import { ConfigurationChoice, type ConfigurationWish } from "./configuration-choice";
import { MovedNotice } from "./moved-notice";
import { PlanSteps } from "./plan-steps";
import { ReasonField } from "./reason-field";
import { RollbackCandidates } from "./rollback-candidates";
import { RollbackVariables } from "./rollback-variables";
import { RollbackVerdict } from "./rollback-verdict";
import type { Overrides } from "./use-overrides";

type RollbackReviewProps = {
  plan: RollbackPlan;
  chosen: RollbackCandidate | undefined;
  /** What is no longer as it was when the plan was looked at. */
  moved: string | undefined;
  onReviewMoved: () => void;
  onChoose: (release: ReleaseRef) => void;
  configuration: ConfigurationWish;
  onConfiguration: (configuration: ConfigurationWish) => void;
  /** That the database may not go together with the release was seen, and is accepted. */
  accepted: boolean;
  onAccept: (accepted: boolean) => void;
  overrides: Overrides;
  /** That the release that is left is bad for everybody. */
  quarantine: boolean;
  onQuarantine: (quarantine: boolean) => void;
  reason: string;
  onReason: (reason: string) => void;
  reasonProblem: string | undefined;
};

/** To what, why, and what goes away. */
export function RollbackReview({
  plan,
  chosen,
  moved,
  onReviewMoved,
  onChoose,
  configuration,
  onConfiguration,
  accepted,
  onAccept,
  overrides,
  quarantine,
  onQuarantine,
  reason,
  onReason,
  reasonProblem,
}: RollbackReviewProps) {
  const { service, environment, current, candidates } = plan;
  const blockers = (
    <Blockers
      blockers={[...plan.blockers, ...(chosen?.blockers ?? [])]}
      overrides={overrides}
      withReason={false}
    />
  );
  const notice = <MovedNotice moved={moved} onReview={onReviewMoved} />;
  if (candidates.length === 0) {
    return (
      <>
        {notice}
        {blockers}
      </>
    );
  }
  return (
    <>
      {notice}
      {blockers}
      <RollbackCandidates candidates={candidates} chosenId={chosen?.release.id} onChoose={onChoose} />
      {chosen ? (
        chosen.isForward && (
          <Notice tone="warn" title="This goes forward">
            #{chosen.release.number} is newer than what serves: this is a promotion, and its gates hold. No
            migration is applied.
          </Notice>
        )
      ) : (
        <Notice title="No release to go back to is known to be good">
          What is listed is newer than what serves, in quarantine, or was rolled back from. Choose one
          yourself, or deploy another release.
        </Notice>
      )}
      {chosen && (
        <RollbackVerdict
          service={service}
          environment={environment}
          current={current}
          chosen={chosen}
          accepted={accepted}
          onAccept={onAccept}
        />
      )}
      {chosen && (
        <ConfigurationChoice
          chosen={chosen}
          environment={environment}
          value={configuration}
          onChange={onConfiguration}
        />
      )}
      {chosen && (
        <RollbackVariables
          serviceId={service.id}
          environment={environment}
          releaseId={chosen.release.id}
          configuration={configuration}
        />
      )}
      <ReasonField value={reason} onChange={onReason} problem={reasonProblem} />
      {current && (
        <Checkbox
          checked={quarantine}
          onChange={(event) => onQuarantine(event.currentTarget.checked)}
          label={`Also put #${current.number} in quarantine`}
          hint="For the same reason. Neither people nor automation deploy it anywhere then, unless somebody overrides it."
        />
      )}
      {chosen?.lastKnownGood && <CommitList title="Commits that go away" commits={plan.commitsUndone} />}
      {!chosen?.isForward && <PlanSteps steps={plan.steps} />}
      {chosen && (
        <CommandForThis
          path="/rollbacks"
          body={{
            serviceId: service.id,
            environment,
            releaseId: chosen.release.id,
            ...(configuration === "current" && { configuration }),
            ...(accepted && { acceptUnsafe: true }),
            ...(quarantine && { quarantine }),
            reason: reason || "Say why",
          }}
        />
      )}
    </>
  );
}
