"use client";

import type { DialogProps } from "@/components/delivery/delivery-dialogs";
import { useRequest } from "@/components/delivery/use-request";
import { releaseHoldAction } from "@/lib/gates/actions";

import { ReasonDialog } from "./reason-dialog";

/** Lets automation go on at once. */
export function ReleaseHoldDialog({ request: about, onClose }: Omit<DialogProps<"release-hold">, "onTaken">) {
  const { service, environment } = about;
  const { request, pending, problem } = useRequest(releaseHoldAction, onClose);
  return (
    <ReasonDialog
      title={`Release the hold of ${service.name} in ${environment}`}
      action={`Let automation go on in ${environment}`}
      hint="Everybody reads it in the history of this service."
      optional
      pending={pending}
      problem={problem}
      onClose={onClose}
      onSubmit={(reason) => request({ serviceId: service.id, environment, reason })}
    >
      <p className="text-fg-muted">
        Automation takes its next step in {environment} at once, where the pipeline says so and nothing else
        stands in the way.
      </p>
    </ReasonDialog>
  );
}
