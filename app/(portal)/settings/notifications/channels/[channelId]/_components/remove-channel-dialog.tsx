"use client";

import { useRouter } from "next/navigation";

import { useRequest } from "@/components/delivery/use-request";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { removeChannelAction } from "@/lib/notifications/actions";
import type { ChannelView } from "@/lib/notifications/contract";

/** Removes a channel after one question. */
export function RemoveChannelDialog({ channel, onClose }: { channel: ChannelView; onClose: () => void }) {
  const router = useRouter();
  const { request, pending, problem } = useRequest(removeChannelAction, () =>
    router.push("/settings/notifications"),
  );
  return (
    <ConfirmDialog
      title={`Remove ${channel.name}`}
      description="What it is told of and the log of its messages go with it, and what waits is not sent any more."
      action={`Remove ${channel.name}`}
      pending={pending}
      problem={problem}
      onConfirm={() => request({ id: channel.id })}
      onClose={onClose}
    />
  );
}
