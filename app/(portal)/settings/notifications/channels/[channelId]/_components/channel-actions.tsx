"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { KeyIcon, MoreIcon, PencilIcon, SendIcon, TrashIcon } from "@/components/icons";
import { usePageAction } from "@/components/palette/action-registry";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { Menu } from "@/components/ui/menu";
import { MenuItem } from "@/components/ui/menu-items";
import { testChannelAction } from "@/lib/notifications/actions";
import type { ChannelView } from "@/lib/notifications/contract";

import { RemoveChannelDialog } from "./remove-channel-dialog";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const EditChannelDialog = dynamic(
  () => import("./edit-channel-dialog").then((module) => module.EditChannelDialog),
  { ssr: false },
);
const RotateSecretDialog = dynamic(
  () => import("./rotate-secret-dialog").then((module) => module.RotateSecretDialog),
  { ssr: false },
);

type Question = "edit" | "rotate" | "remove";

/** What can be done with a channel: the test as a button, the rest in a menu. */
export function ChannelActions({ channel }: { channel: ChannelView }) {
  const router = useRouter();
  const [question, setQuestion] = useState<Question>();
  const close = () => setQuestion(undefined);
  const { request, pending, problem } = useRequest(testChannelAction, () => router.refresh());
  const send = () => request({ id: channel.id });
  usePageAction({ id: "channel-test", label: `Send a test to ${channel.name}`, run: send });

  return (
    <>
      <FormError message={problem?.message} />
      <Button size="sm" icon={SendIcon} loading={pending} onClick={send}>
        Send a test
      </Button>
      <Menu
        label={`More for ${channel.name}`}
        trigger={<MoreIcon />}
        triggerClassName="inline-flex size-7 items-center justify-center rounded-md text-fg-muted hover:bg-surface-3 hover:text-fg"
      >
        <MenuItem icon={PencilIcon} onClick={() => setQuestion("edit")}>
          Edit
        </MenuItem>
        {channel.signs && (
          <MenuItem icon={KeyIcon} onClick={() => setQuestion("rotate")}>
            New secret
          </MenuItem>
        )}
        <MenuItem icon={TrashIcon} danger onClick={() => setQuestion("remove")}>
          Remove
        </MenuItem>
      </Menu>
      {question === "edit" && <EditChannelDialog channel={channel} onClose={close} />}
      {question === "rotate" && <RotateSecretDialog channel={channel} onClose={close} />}
      {question === "remove" && <RemoveChannelDialog channel={channel} onClose={close} />}
    </>
  );
}
