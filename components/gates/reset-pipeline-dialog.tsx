"use client";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
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
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={service ? `Take the pipeline of ${service.name} away` : "Take the template away"}
      description={
        service
          ? "The template holds for it then, also for what waits now; where there is no template, nothing but freezes, holds and quarantine is left. The text stays in the audit trail."
          : "For services without a pipeline of their own nothing but freezes, holds and quarantine is left then, also for what waits now. The text stays in the audit trail."
      }
      footer={
        <>
          <Button data-autofocus onClick={onClose} disabled={pending}>
            Keep it
          </Button>
          <Button
            variant="danger"
            loading={pending}
            onClick={() => request(service ? { serviceId: service.id } : {})}
          >
            {service ? "Take the pipeline away" : "Take the template away"}
          </Button>
        </>
      }
    >
      <FormError message={problem?.message} />
    </Dialog>
  );
}
