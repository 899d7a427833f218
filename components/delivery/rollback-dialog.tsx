"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";

import { RollBackIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { rollBackAction } from "@/lib/delivery/actions";
import type { RollbackPlan } from "@/lib/delivery/contract";
import { rollbackPlanQuery } from "@/lib/delivery/query-options";

import type { DialogProps } from "./delivery-dialogs";
import { PlanProblem } from "./plan-problem";
import { PlanSkeleton } from "./plan-skeleton";
import { releaseName } from "./release-name";
import { RollbackReview } from "./rollback-review";
import { useRequest } from "./use-request";

/** The way back in two steps: the last known good release is chosen already, say why, go. */
export function RollbackDialog({ request: about, onClose, onTaken }: DialogProps<"rollback">) {
  const { service, environment } = about;
  const formId = useId();
  const [chosenId, setChosenId] = useState<string>();
  const [reason, setReason] = useState("");
  const plan = useQuery({
    ...rollbackPlanQuery({ serviceId: service.id, environment }),
    gcTime: 0,
    staleTime: 0,
  });
  const chosen = plan.data && candidateOf(plan.data, chosenId);
  // What was preselected stays chosen, also when a newer plan would prefer another one.
  if (chosen && chosenId === undefined) setChosenId(chosen.release.id);

  const { request, pending, problem } = useRequest(rollBackAction, ({ deploymentId }) =>
    onTaken({
      serviceId: service.id,
      environment,
      deploymentId,
      sentence: `Rollback of ${environment}${chosen ? ` to ${releaseName(chosen.release)}` : ""} requested.`,
    }),
  );
  const submit = () => {
    if (chosen) request({ serviceId: service.id, environment, releaseId: chosen.release.id, reason });
  };

  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title={`Roll back ${service.name} in ${environment}`}
      description={plan.data?.current ? `${releaseName(plan.data.current)} serves now.` : undefined}
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
            disabled={!chosen?.eligible || !plan.data?.allowed}
          >
            {chosen
              ? `Roll ${environment} back to ${releaseName(chosen.release)}`
              : `Roll ${environment} back`}
          </Button>
        </>
      }
    >
      <form id={formId} action={submit} className="flex flex-col gap-5">
        {plan.isError && !plan.data && <PlanProblem error={plan.error} onRetry={() => void plan.refetch()} />}
        {plan.isPending && <PlanSkeleton />}
        {plan.data && (
          <RollbackReview
            plan={plan.data}
            chosen={chosen}
            onChoose={setChosenId}
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

function candidateOf({ candidates }: RollbackPlan, chosenId: string | undefined) {
  const chosen = candidates.find(({ release }) => release.id === chosenId);
  return (
    chosen ??
    candidates.find(({ lastKnownGood, eligible }) => lastKnownGood && eligible) ??
    candidates.find(({ eligible }) => eligible)
  );
}
