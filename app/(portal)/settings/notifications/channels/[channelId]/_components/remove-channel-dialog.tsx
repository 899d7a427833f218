"use client";

import { useRouter } from "next/navigation";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { removeChannelAction } from "@/lib/notifications/actions";
import type { ChannelView } from "@/lib/notifications/contract";

/** Removes a channel after one question. */
export function RemoveChannelDialog({ channel, onClose }: { channel: ChannelView; onClose: () => void }) {
  const router = useRouter();
  const { request, pending, problem } = useRequest(removeChannelAction, () =>
    router.push("/settings/notifications"),
  );
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={`Remove ${channel.name}`}
      description="What it is told of and the log of its messages go with it, and what waits is not sent any more."
      footer={
        <>
          <Button data-autofocus onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button variant="danger" loading={pending} onClick={() => request({ id: channel.id })}>
            Remove {channel.name}
          </Button>
        </>
      }
    >
      <FormError message={problem?.message} />
    </Dialog>
  );
}
