"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { BanIcon, CheckIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Textarea } from "@/components/ui/textarea";
import type { ApprovalDecision as Decision } from "@/db/enums";
import { decideApprovalAction } from "@/lib/delivery/actions";

type ApprovalDecisionProps = {
  deploymentId: string;
  /** What the viewer has said already; a second word replaces it. */
  said: Decision | null;
};

/** The viewer's word. A rejection needs a comment and ends the deployment. */
export function ApprovalDecision({ deploymentId, said }: ApprovalDecisionProps) {
  const [comment, setComment] = useState("");
  const { request, pending, problem } = useRequest(decideApprovalAction, () => setComment(""));
  const decide = (decision: Decision) => request({ id: deploymentId, decision, comment });
  const commentProblem = problem?.fields["comment"];
  return (
    <div className="flex max-w-xl flex-col gap-2">
      {said === "approved" && <p className="text-ok-fg">You approved it. It still asks for others.</p>}
      <Field label="Comment" error={commentProblem} hint="A rejection needs one; it ends the deployment.">
        {(control) => (
          <Textarea
            {...control}
            rows={1}
            maxLength={500}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
            className="min-h-8!"
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        {said !== "approved" && (
          <Button variant="primary" icon={CheckIcon} loading={pending} onClick={() => decide("approved")}>
            Approve
          </Button>
        )}
        <Button icon={BanIcon} loading={pending} onClick={() => decide("rejected")}>
          Reject
        </Button>
      </div>
      <FormError message={commentProblem ? undefined : problem?.message} />
    </div>
  );
}
