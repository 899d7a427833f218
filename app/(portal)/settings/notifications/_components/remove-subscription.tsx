"use client";

import { useRouter } from "next/navigation";

import { useRequest } from "@/components/delivery/use-request";
import { XIcon } from "@/components/icons";
import { FormError } from "@/components/ui/form-error";
import { IconButton } from "@/components/ui/icon-button";
import { leaveToHeading } from "@/components/ui/leave-to-heading";
import { unsubscribeAction } from "@/lib/notifications/actions";

/** Ends one subscription at once: adding it again is as quick. */
export function RemoveSubscription({ id, label }: { id: string; label: string }) {
  const router = useRouter();
  const { request, pending, problem } = useRequest(unsubscribeAction, () => {
    leaveToHeading();
    router.refresh();
  });
  return (
    <span className="relative inline-flex items-center gap-2">
      <FormError message={problem?.message} />
      <IconButton
        icon={XIcon}
        size="sm"
        label={`Tell no more: ${label}`}
        disabled={pending}
        onClick={() => request({ id })}
      />
    </span>
  );
}
