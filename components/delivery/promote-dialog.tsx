"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";

import { issuesOfRelease } from "@/components/errors/issues-of-release";
import { formText } from "@/components/forms/form-text";
import { PromoteIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { promoteReleaseAction } from "@/lib/delivery/actions";
import type { PromotionPlan } from "@/lib/delivery/contract";
import { promotionPlanQuery } from "@/lib/delivery/query-options";

import type { DialogProps } from "./delivery-dialogs";
import { askWords } from "./outlook";
import { PlanProblem } from "./plan-problem";
import { PlanSkeleton } from "./plan-skeleton";
import { PromotionReview } from "./promotion-review";
import { releaseName, shortRelease } from "./release-name";
import { overrideOf, useOverrides } from "./use-overrides";
import { useRequest } from "./use-request";

/** Shows what a promotion will change and whether it may happen, and asks for it. Nothing ships from a stale view. */
export function PromoteDialog({ request: about, onClose, onTaken }: DialogProps<"promote">) {
  const { service, from, to } = about;
  const formId = useId();
  const [reviewed, setReviewed] = useState<Pick<PromotionPlan, "release" | "replaces">>();
  const [notBefore, setNotBefore] = useState<string>();
  const plan = useQuery({
    ...promotionPlanQuery({ serviceId: service.id, from, to, at: notBefore }),
    gcTime: 0, // a plan is about this moment
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const overrides = useOverrides(plan.data?.blockers ?? []);
  const { refusals, waitsFor } = overrides.outlook;
  if (plan.data?.release && !reviewed) setReviewed(plan.data);
  const release = reviewed?.release;
  const brought = useInfiniteQuery({
    ...issuesOfRelease(service, { id: plan.data?.release?.id ?? "" }),
    enabled: Boolean(plan.data?.release),
    retry: false,
  });
  // Without an answer the rest is reviewed all the same; before it, the review would move when it comes. Once there it
  // stays, with what was typed into it, also while the errors of a release that moved on are read.
  const [isRead, setIsRead] = useState(false);
  if (!isRead && plan.data && !brought.isLoading) setIsRead(true);
  const moved = plan.data && reviewed && movedSince(plan.data, reviewed);

  const { request, pending, problem } = useRequest(promoteReleaseAction, ({ deploymentId }) =>
    onTaken({
      serviceId: service.id,
      environment: to,
      deploymentId,
      sentence: `Promotion${release ? ` of ${shortRelease(release)}` : ""} to ${to} requested.`,
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault(); // a form action would empty the note, also when the server refuses
    if (!release) return;
    request({
      serviceId: service.id,
      from,
      to,
      releaseId: release.id,
      expectedReleaseId: reviewed.replaces?.id ?? null,
      notBefore,
      override: overrideOf(overrides),
      reason: formText(new FormData(event.currentTarget), "reason"),
    });
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
            disabled={!release || !plan.data || refusals.length > 0 || Boolean(moved)}
          >
            {(refusals.length === 0 ? askWords(to, waitsFor, notBefore !== undefined) : undefined) ??
              (release ? `Promote ${shortRelease(release)} to ${to}` : `Promote to ${to}`)}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
        {plan.isError && !plan.data && <PlanProblem error={plan.error} onRetry={() => void plan.refetch()} />}
        {!isRead && !plan.isError && <PlanSkeleton />}
        {plan.data && isRead && (
          <PromotionReview
            plan={plan.data}
            issues={brought.data?.pages[0]}
            moved={moved}
            onReviewMoved={() => setReviewed(plan.data)}
            overrides={overrides}
            onNotBefore={setNotBefore}
            problems={problem?.fields}
          />
        )}
        <FormError message={problem?.message} />
      </form>
    </Dialog>
  );
}

/** What is no longer as it was reviewed, in a sentence. */
function movedSince(plan: PromotionPlan, reviewed: Pick<PromotionPlan, "release" | "replaces">) {
  const { release, replaces, from, to } = plan;
  if (release?.id !== reviewed.release?.id) {
    return release ? `#${release.number} runs in ${from} by now.` : `Nothing runs in ${from} any more.`;
  }
  if (replaces?.id === reviewed.replaces?.id) return undefined;
  return replaces ? `#${replaces.number} serves ${to} by now.` : `Nothing serves ${to} any more.`;
}
