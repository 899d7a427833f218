"use client";

import { useRequest } from "@/components/delivery/use-request";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { cancelReleaseSetAction, continueReleaseSetAction } from "@/lib/delivery/actions";
import type { ReleaseSetView } from "@/lib/delivery/contract";

export type SetDecision = "retry" | "skip" | "cancel";
type SetDecisionDialogProps = { set: ReleaseSetView; decision: SetDecision; onClose: () => void };
type Taken = { ok: true; data: unknown } | { ok: false; message: string };

/** Says what a decision about a set means, then takes it. */
export function SetDecisionDialog({ set, decision, onClose }: SetDecisionDialogProps) {
  const send = (): Promise<Taken> =>
    decision === "cancel"
      ? cancelReleaseSetAction({ id: set.id })
      : continueReleaseSetAction({ id: set.id, failed: decision });
  const { request, pending, problem } = useRequest(send, onClose);
  const { title, means, button } = wordsOf(set, decision);
  return (
    <ConfirmDialog
      title={title}
      description={means}
      action={button}
      variant={decision === "cancel" ? "danger" : "primary"}
      keep="Not now"
      pending={pending}
      problem={problem}
      onConfirm={() => request(undefined)}
      onClose={onClose}
    />
  );
}

function wordsOf({ to, waves, requestedByName }: ReleaseSetView, decision: SetDecision) {
  const named = (status: string) =>
    waves
      .flat()
      .filter((member) => member.status === status)
      .map(({ service }) => service.name)
      .join(", ");
  const failed = named("failed");
  const rest = named("pending");
  switch (decision) {
    case "retry":
      return {
        title: `Try ${failed} again in ${to}`,
        means: `${rest ? `Then the set goes on with ${rest}. ` : ""}Its deployments stay in the name of ${requestedByName}.`,
        button: `Try again in ${to}`,
      };
    case "skip":
      return {
        title: `Go on without ${failed}`,
        means: rest
          ? `${rest} goes to ${to} although ${failed} did not. Only do this when it can do without.`
          : `Nothing is left to do, so the set ends.`,
        button: `Go on in ${to}`,
      };
    case "cancel":
      return {
        title: "End this release set here",
        means: `${rest ? `${rest} will not begin. ` : ""}What is under way ends by itself, and what was promoted stays in ${to}.`,
        button: "End it here",
      };
  }
}
