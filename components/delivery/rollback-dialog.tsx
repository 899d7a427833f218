"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";

import { RollBackIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { rollBackAction } from "@/lib/delivery/actions";
import { rollbackPlanQuery } from "@/lib/delivery/query-options";

import type { ConfigurationWish } from "./configuration-choice";
import type { DialogProps } from "./delivery-dialogs";
import { askWords } from "./outlook";
import { PlanProblem } from "./plan-problem";
import { PlanSkeleton } from "./plan-skeleton";
import { releaseName } from "./release-name";
import { candidateOf, movedSince, reviewOf, type ReviewedRollback } from "./reviewed-rollback";
import { RollbackReview } from "./rollback-review";
import { useMissingVariables } from "./use-missing-variables";
import { overrideOf, useOverrides } from "./use-overrides";
import { useRequest } from "./use-request";

/** The way back in two steps: the last known good release is chosen already, say why, go. */
export function RollbackDialog({ request: about, onClose, onTaken }: DialogProps<"rollback">) {
  const { service, environment } = about;
  const formId = useId();
  const [reviewed, setReviewed] = useState<ReviewedRollback>();
  const [reason, setReason] = useState("");
  const [configuration, setConfiguration] = useState<ConfigurationWish>("restored");
  // Accepted for one release and for these reasons; another one, or a new reason, is asked about again.
  const [acceptedFor, setAcceptedFor] = useState<string>();
  const [quarantine, setQuarantine] = useState(false);
  const plan = useQuery({
    ...rollbackPlanQuery({ serviceId: service.id, environment }),
    gcTime: 0,
    staleTime: 0,
  });
  // What was reviewed stays what is asked for, also when a newer plan would prefer another release.
  if (plan.data && !reviewed) setReviewed(reviewOf(plan.data));
  const goal = reviewed?.goal;
  const { problems } = useMissingVariables({
    serviceId: service.id,
    environment,
    releaseId: goal?.id,
    configuration,
  });
  const chosen = plan.data && reviewed && candidateOf(plan.data, reviewed);
  const moved = plan.data && reviewed && movedSince(plan.data, reviewed);

  const isUnsafe = chosen?.migration.verdict === "unsafe";
  const danger = isUnsafe ? `${chosen.release.id} ${chosen.migration.reasons.join(" ")}` : undefined;
  const accepted = danger !== undefined && acceptedFor === danger;

  const overrides = useOverrides([...(plan.data?.blockers ?? []), ...(chosen?.blockers ?? [])]);
  const { refusals, waitsFor } = overrides.outlook;
  const { request, pending, problem } = useRequest(rollBackAction, ({ deploymentId }) =>
    onTaken({
      serviceId: service.id,
      environment,
      deploymentId,
      sentence: `Rollback of ${environment}${goal ? ` to ${releaseName(goal)}` : ""} requested.`,
    }),
  );
  const submit = () => {
    if (!goal) return;
    const expectedReleaseId = reviewed.current?.id ?? null;
    request({
      serviceId: service.id,
      environment,
      releaseId: goal.id,
      expectedReleaseId,
      configuration,
      ...(accepted && { acceptUnsafe: true }),
      quarantine,
      // Why it goes back is why a gate is set aside for it.
      override: overrideOf({ gates: overrides.gates, why: reason }),
      reason,
    });
  };

  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title={`Roll back ${service.name} in ${environment}`}
      description={reviewed?.current && !moved ? `${releaseName(reviewed.current)} serves now.` : undefined}
      footer={
        <>
          <Button onClick={onClose} disabled={pending} data-autofocus>
            Keep it running
          </Button>
          <Button
            form={formId}
            type="submit"
            variant="danger"
            icon={RollBackIcon}
            loading={pending}
            disabled={
              !chosen?.eligible ||
              refusals.length > 0 ||
              problems.length > 0 ||
              Boolean(moved) ||
              (isUnsafe && !accepted)
            }
          >
            {refusals.length === 0 && waitsFor.length > 0
              ? askWords(environment, waitsFor, false)
              : goal
                ? chosen?.isForward
                  ? `Take ${environment} to ${releaseName(goal)}`
                  : `Roll ${environment} back to ${releaseName(goal)}`
                : `Roll ${environment} back`}
            {accepted && " anyway"}
          </Button>
        </>
      }
    >
      <form id={formId} action={submit} className="flex flex-col gap-5">
        {plan.isError && !plan.data && <PlanProblem error={plan.error} onRetry={() => void plan.refetch()} />}
        {plan.isPending && <PlanSkeleton />}
        {plan.data && reviewed && (
          <RollbackReview
            plan={plan.data}
            chosen={chosen}
            moved={moved}
            onReviewMoved={() => setReviewed(reviewOf(plan.data, goal))}
            onChoose={(release) => setReviewed({ ...reviewed, goal: release })}
            configuration={configuration}
            onConfiguration={setConfiguration}
            accepted={accepted}
            onAccept={(accepts) => setAcceptedFor(accepts ? danger : undefined)}
            overrides={overrides}
            quarantine={quarantine}
            onQuarantine={setQuarantine}
            reason={reason}
            onReason={setReason}
            reasonProblem={problem?.fields["reason"]}
          />
        )}
        <FormError message={problem?.fields["reason"] ? undefined : problem?.message} />
      </form>
    </Dialog>
  );
}
