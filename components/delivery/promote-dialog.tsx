"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";

import { PromoteIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { promoteReleaseAction } from "@/lib/delivery/actions";
import { promotionPlanQuery } from "@/lib/delivery/query-options";

import type { DialogProps } from "./delivery-dialogs";
import { PlanProblem } from "./plan-problem";
import { PlanSkeleton } from "./plan-skeleton";
import { PromotionReview } from "./promotion-review";
import { releaseName, shortRelease } from "./release-name";
import { useRequest } from "./use-request";

/** Shows what a promotion will change and whether it may happen, and asks for it. Nothing ships from a stale view. */
export function PromoteDialog({ request: about, onClose, onTaken }: DialogProps<"promote">) {
  const { service, from, to } = about;
  const formId = useId();
  const [reviewedId, setReviewedId] = useState<string>();
  const plan = useQuery({
    ...promotionPlanQuery({ serviceId: service.id, from, to }),
    gcTime: 0, // a plan is about this moment
    staleTime: 0,
  });
  const release = plan.data?.release ?? null;
  if (release && reviewedId === undefined) setReviewedId(release.id);
  const moved = release !== null && reviewedId !== undefined && release.id !== reviewedId;

  const { request, pending, problem } = useRequest(promoteReleaseAction, ({ deploymentId }) =>
    onTaken({
      serviceId: service.id,
      environment: to,
      deploymentId,
      sentence: `Promotion${release ? ` of ${shortRelease(release)}` : ""} to ${to} requested.`,
    }),
  );
  const submit = (form: FormData) => {
    if (!release) return;
    request({ serviceId: service.id, from, to, releaseId: release.id, reason: textOf(form, "reason") });
  };

  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title={release ? `Promote ${service.name} ${releaseName(release)}` : `Promote ${service.name}`}
      description={`${from} → ${to}`}
      footer={
        <>
          <Button onClick={onClose} disabled={pending} data-autofocus>
            Not now
          </Button>
          <Button
            form={formId}
            type="submit"
            variant="primary"
            icon={PromoteIcon}
            loading={pending}
            disabled={!release || !plan.data?.allowed || moved}
          >
            {release ? `Promote ${shortRelease(release)} to ${to}` : `Promote to ${to}`}
          </Button>
        </>
      }
    >
      <form id={formId} action={submit} className="flex flex-col gap-5">
        {plan.isError && !plan.data && <PlanProblem error={plan.error} onRetry={() => void plan.refetch()} />}
        {plan.isPending && <PlanSkeleton />}
        {plan.data && (
          <PromotionReview
            plan={plan.data}
            movedTo={moved ? release : null}
            onReviewMoved={() => setReviewedId(release?.id)}
          />
        )}
        <FormError message={problem?.message} />
      </form>
    </Dialog>
  );
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
