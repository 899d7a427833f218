"use client";

import type { DialogProps } from "@/components/delivery/delivery-dialogs";
import { releaseName } from "@/components/delivery/release-name";
import { useRequest } from "@/components/delivery/use-request";
import { liftQuarantineAction } from "@/lib/gates/actions";

import { ReasonDialog } from "./reason-dialog";

/** Lets a release be deployed again. */
export function LiftQuarantineDialog({
  request: about,
  onClose,
}: Omit<DialogProps<"lift-quarantine">, "onTaken">) {
  const { service, release } = about;
  const { request, pending, problem } = useRequest(liftQuarantineAction, onClose);
  return (
    <ReasonDialog
      title={`Lift the quarantine of ${service.name} ${releaseName(release)}`}
      action={`Lift the quarantine of #${release.number}`}
      hint="Everybody reads it in the history of this service."
      pending={pending}
      problem={problem}
      onClose={onClose}
      onSubmit={(reason) => request({ releaseId: release.id, reason })}
    >
      <p className="text-fg-muted">People and automation may deploy it again from then on.</p>
    </ReasonDialog>
  );
}
