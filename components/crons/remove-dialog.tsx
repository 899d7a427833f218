"use client";

import { useRouter } from "next/navigation";

import { useRequest } from "@/components/delivery/use-request";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { href } from "@/components/ui/href";
import { removeMonitorAction } from "@/lib/crons/actions";

type RemoveDialogProps = {
  service: { id: string; name: string };
  monitor: { id: string; slug: string };
  onClose: () => void;
};

/** Asks before a cron monitor is gone with its runs. */
export default function RemoveDialog({ service, monitor: { id, slug }, onClose }: RemoveDialogProps) {
  const router = useRouter();
  const { request, pending, problem } = useRequest(removeMonitorAction, () =>
    router.push(href(`/services/${service.name}/monitors`)),
  );
  return (
    <ConfirmDialog
      title={`Remove ${slug}?`}
      description="It is gone with its runs, and nobody looks for it any more. A task that checks in again is there again."
      action={`Remove ${slug}`}
      pending={pending}
      problem={problem}
      onConfirm={() => request({ serviceId: service.id, monitorId: id })}
      onClose={onClose}
    />
  );
}
