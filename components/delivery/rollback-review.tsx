import type { RollbackCandidate, RollbackPlan } from "@/lib/delivery/contract";

import { Blockers } from "./blockers";
import { CommandForThis } from "./command-for-this";
import { CommitList } from "./commit-list";
import { PlanSteps } from "./plan-steps";
import { ReasonField } from "./reason-field";
import { RollbackCandidates } from "./rollback-candidates";

type RollbackReviewProps = {
  plan: RollbackPlan;
  chosen: RollbackCandidate | undefined;
  onChoose: (releaseId: string) => void;
  reason: string;
  onReason: (reason: string) => void;
  reasonProblem: string | undefined;
};

/** To what, why, and what goes away. */
export function RollbackReview({
  plan,
  chosen,
  onChoose,
  reason,
  onReason,
  reasonProblem,
}: RollbackReviewProps) {
  const { service, environment, candidates } = plan;
  if (candidates.length === 0) return <Blockers blockers={plan.blockers} />;
  return (
    <>
      <Blockers blockers={plan.blockers} />
      <RollbackCandidates candidates={candidates} chosenId={chosen?.release.id} onChoose={onChoose} />
      <ReasonField value={reason} onChange={onReason} problem={reasonProblem} />
      {chosen?.lastKnownGood && <CommitList title="Commits that go away" commits={plan.commitsUndone} />}
      <PlanSteps steps={plan.steps} />
      {chosen && (
        <CommandForThis
          path="/rollbacks"
          body={{
            serviceId: service.id,
            environment,
            releaseId: chosen.release.id,
            reason: reason || "Say why",
          }}
        />
      )}
    </>
  );
}
