"use client";

import type { DialogProps } from "@/components/delivery/delivery-dialogs";
import { useRequest } from "@/components/delivery/use-request";
import { placeHoldAction } from "@/lib/gates/actions";

import { ReasonDialog } from "./reason-dialog";

/** Keeps automation off an environment, without changing what serves there. */
export function HoldDialog({ request: about, onClose }: Omit<DialogProps<"hold">, "onTaken">) {
  const { service, environment } = about;
  const { request, pending, problem } = useRequest(placeHoldAction, onClose);
  return (
    <ReasonDialog
      title={`Hold automation of ${service.name} in ${environment}`}
      action={`Hold automation in ${environment}`}
      hint="Everybody reads it beside what serves there."
      pending={pending}
      problem={problem}
      onClose={onClose}
      onSubmit={(reason) => request({ serviceId: service.id, environment, reason })}
    >
      <p className="text-fg-muted">
        Automation keeps off {environment} until there is a newer release than all there are now, or until
        somebody releases the hold. People may go on deploying.
      </p>
    </ReasonDialog>
  );
}
