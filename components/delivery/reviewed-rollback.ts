import type { ReleaseRef, RollbackCandidate, RollbackPlan } from "@/lib/delivery/contract";

/** What a person has looked at: what serves, and to what they go back. */
export type ReviewedRollback = { current: ReleaseRef | null; goal: ReleaseRef | undefined };

/**
 * What a plan proposes: what was chosen before if it still can be, else the last known good release. Nobody is led to one
 * that is newer, in quarantine or was rolled back from: they have to choose it themselves.
 */
export function reviewOf(plan: RollbackPlan, chosen?: ReleaseRef): ReviewedRollback {
  const { current, candidates } = plan;
  const possible = candidates.filter(({ eligible }) => eligible);
  const goal =
    possible.find(({ release }) => release.id === chosen?.id) ??
    possible.find(({ lastKnownGood }) => lastKnownGood) ??
    possible.find(
      ({ isForward, whyNot, blockers }) => !isForward && whyNot === null && blockers.length === 0,
    );
  return { current, goal: goal?.release };
}

export const candidateOf = (plan: RollbackPlan, { goal }: ReviewedRollback): RollbackCandidate | undefined =>
  plan.candidates.find(({ release }) => release.id === goal?.id);

/** What is no longer as it was reviewed, in a sentence. */
export function movedSince(plan: RollbackPlan, reviewed: ReviewedRollback): string | undefined {
  const { environment, current } = plan;
  if (current?.id !== reviewed.current?.id) {
    const before = reviewed.current ? `, no longer #${reviewed.current.number}` : "";
    return current
      ? `#${current.number} serves ${environment} by now${before}.`
      : `Nothing serves ${environment} by now.`;
  }
  if (reviewed.goal && !candidateOf(plan, reviewed)?.eligible) {
    return `#${reviewed.goal.number} cannot be gone back to any more.`;
  }
  return undefined;
}
