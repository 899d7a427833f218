"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";

import { formText } from "@/components/forms/form-text";
import { RocketIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { deployReleaseAction } from "@/lib/delivery/actions";
import type { DeploymentPlan, ReleaseRef } from "@/lib/delivery/contract";
import { deploymentPlanQuery } from "@/lib/delivery/query-options";

import type { DialogProps } from "./delivery-dialogs";
import { DeploymentReview } from "./deployment-review";
import { askWords } from "./outlook";
import { PlanProblem } from "./plan-problem";
import { PlanSkeleton } from "./plan-skeleton";
import { releaseName, shortRelease } from "./release-name";
import { overrideOf, useOverrides } from "./use-overrides";
import { useRequest } from "./use-request";

/** Puts one built release into one environment, after a look at what that changes and whether it may happen. */
export function DeployDialog({ request: about, onClose, onTaken }: DialogProps<"deploy">) {
  const { service, environment, release } = about;
  const formId = useId();
  const [replaces, setReplaces] = useState(about.replaces);
  const [notBefore, setNotBefore] = useState<string>();
  const plan = useQuery({
    ...deploymentPlanQuery({ serviceId: service.id, releaseId: release.id, environment, at: notBefore }),
    gcTime: 0, // a plan is about this moment
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const overrides = useOverrides(plan.data?.blockers ?? []);
  const { refusals, waitsFor } = overrides.outlook;
  const moved = plan.data && movedSince(plan.data, replaces);

  const { request, pending, problem } = useRequest(deployReleaseAction, ({ id }) =>
    onTaken({
      serviceId: service.id,
      environment,
      deploymentId: id,
      sentence: `Deployment of ${shortRelease(release)} to ${environment} requested.`,
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault(); // a form action would empty the note, also when the server refuses
    request({
      serviceId: service.id,
      releaseId: release.id,
      environment,
      expectedReleaseId: replaces?.id ?? null,
      notBefore,
      override: overrideOf(overrides),
      reason: formText(new FormData(event.currentTarget), "reason"),
    });
  };
  const ask = refusals.length === 0 ? askWords(environment, waitsFor, notBefore !== undefined) : undefined;

  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title={`Deploy ${service.name} ${releaseName(release)}`}
      description={`to ${environment}`}
      footer={
        <>
          <Button onClick={onClose} disabled={pending} data-autofocus>
            Not now
          </Button>
          <Button
            form={formId}
            type="submit"
            variant="primary"
            icon={RocketIcon}
            loading={pending}
            disabled={!plan.data || refusals.length > 0 || Boolean(moved)}
          >
            {ask ?? `Deploy ${shortRelease(release)} to ${environment}`}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
        {plan.isError && !plan.data && <PlanProblem error={plan.error} onRetry={() => void plan.refetch()} />}
        {plan.isPending && <PlanSkeleton />}
        {plan.data && (
          <DeploymentReview
            plan={plan.data}
            moved={moved}
            onReviewMoved={() => setReplaces(plan.data.replaces)}
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

/** What is no longer as it was when the dialog was opened, in a sentence. */
function movedSince({ replaces: now, environment }: DeploymentPlan, before: ReleaseRef | null) {
  if (now?.id === before?.id) return undefined;
  return now ? `#${now.number} serves ${environment} by now.` : `Nothing serves ${environment} any more.`;
}
