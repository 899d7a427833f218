"use server";

import { defineAction } from "@/lib/core/action";

import { createChannel } from "./commands/create-channel";
import { editChannel } from "./commands/edit-channel";
import { markInbox } from "./commands/mark-inbox";
import { redeliver } from "./commands/redeliver";
import { removeChannel } from "./commands/remove-channel";
import { rotateSecret } from "./commands/rotate-secret";
import { subscribe } from "./commands/subscribe";
import { testChannel } from "./commands/test-channel";
import { unsubscribe } from "./commands/unsubscribe";
import {
  ChannelId,
  CreateChannel,
  EditChannel,
  MarkInbox,
  Redeliver,
  RotateSecret,
  Subscribe,
  Unsubscribe,
} from "./contract";

export const createChannelAction = defineAction(CreateChannel, createChannel);
export const editChannelAction = defineAction(EditChannel, editChannel);
export const removeChannelAction = defineAction(ChannelId, removeChannel);
export const testChannelAction = defineAction(ChannelId, testChannel);
export const rotateSecretAction = defineAction(RotateSecret, (ctx, input) => rotateSecret(ctx, input));
export const redeliverAction = defineAction(Redeliver, redeliver);
export const subscribeAction = defineAction(Subscribe, subscribe);
export const unsubscribeAction = defineAction(Unsubscribe, unsubscribe);
export const markInboxAction = defineAction(MarkInbox, markInbox);
