"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";

import { counted } from "@/components/delivery/counted";
import { releaseSetPath } from "@/components/delivery/paths";
import { PlanProblem } from "@/components/delivery/plan-problem";
import { ReasonField } from "@/components/delivery/reason-field";
import { useRequest } from "@/components/delivery/use-request";
import { RollBackIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { href } from "@/components/ui/href";
import { rollBackReleaseSetAction } from "@/lib/delivery/actions";
import type { ReleaseSetView } from "@/lib/delivery/contract";
import { setRollbackPlanQuery } from "@/lib/delivery/query-options";

import { SetReturn, SetReturnSkeleton } from "./set-return";

/** Works out what would go back when it is opened: each database is asked, which is too much for a page that is live. */
export function RollBackSetDialog({ set, onClose }: { set: ReleaseSetView; onClose: () => void }) {
  const formId = useId();
  const router = useRouter();
  const [reason, setReason] = useState("");
  const plan = useQuery({ ...setRollbackPlanQuery(set.id), gcTime: 0, staleTime: 0 });
  const { request, pending, problem } = useRequest(rollBackReleaseSetAction, ({ id }) =>
    router.push(href(releaseSetPath(id))),
  );
  const back = plan.data?.items.filter(({ whyNot }) => whyNot === null).length ?? 0;
  const what = back > 0 ? counted(back, "service") : "this set";
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title={`Roll back ${what} in ${set.to}`}
      description="In reverse order, each to exactly what served before, with the configuration of that time."
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Keep what was promoted
          </Button>
          <Button
            form={formId}
            type="submit"
            variant="danger"
            icon={RollBackIcon}
            loading={pending}
            disabled={back === 0}
          >
            Roll back {what} in {set.to}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          request({ id: set.id, reason });
        }}
        className="flex flex-col gap-4"
      >
        {plan.isError && !plan.data && <PlanProblem error={plan.error} onRetry={() => void plan.refetch()} />}
        {plan.isPending && <SetReturnSkeleton services={set.succeeded} />}
        {plan.data && <SetReturn set={set} plan={plan.data.items} />}
        {(back > 0 || !plan.data) && (
          <ReasonField value={reason} onChange={setReason} problem={problem?.fields["reason"]} />
        )}
        <FormError message={problem?.fields["reason"] ? undefined : problem?.message} />
      </form>
    </Dialog>
  );
}
