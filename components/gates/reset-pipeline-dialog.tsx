"use client";

import { useRequest } from "@/components/delivery/use-request";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { resetPipelineAction } from "@/lib/gates/actions";

type ResetPipelineDialogProps = {
  /** Undefined: the template. */
  service: { id: string; name: string } | undefined;
  onClose: () => void;
};

/** Says what holds afterwards, then takes a pipeline away. Its text stays in the audit trail. */
export function ResetPipelineDialog({ service, onClose }: ResetPipelineDialogProps) {
  const { request, pending, problem } = useRequest(resetPipelineAction, onClose);
  return (
    <ConfirmDialog
      title={service ? `Take the pipeline of ${service.name} away` : "Take the template away"}
      description={
        service
          ? "The template holds for it then, also for what waits now; where there is no template, nothing but freezes, holds and quarantine is left. The text stays in the audit trail."
          : "For services without a pipeline of their own nothing but freezes, holds and quarantine is left then, also for what waits now. The text stays in the audit trail."
      }
      action={service ? "Take the pipeline away" : "Take the template away"}
      keep="Keep it"
      pending={pending}
      problem={problem}
      onConfirm={() => request(service ? { serviceId: service.id } : {})}
      onClose={onClose}
    />
  );
}
