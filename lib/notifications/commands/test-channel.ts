import "server-only";
import type { Context } from "@/lib/core/context";
import { actorName } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { askerOf } from "../asker";
import type { ChannelId, MessageContent } from "../contract";
import { permitChannel } from "../policy";
import { getUsable } from "../queries/channels";
import { insertMessage } from "../telling/insert-message";

/** Sends a message that says it is a test, the way every message goes. How it went stands in the log of the channel. */
export async function testChannel(ctx: Context, { id }: ChannelId): Promise<ChannelId> {
  demand(ctx.actor, "read");
  const channel = await getUsable(ctx, id);
  const permit = permitChannel(ctx.actor, "channel.test", await askerOf(ctx), channel);
  const content: MessageContent = {
    type: "notification.test",
    tone: "info",
    title: `A test of ${channel.name}`,
    sentence: "If you can read this, messages of Slipway arrive here.",
    at: new Date().toISOString(),
    service: null,
    environment: null,
    release: null,
    actor: actorName(ctx.actor),
    reason: null,
    changes: [],
    moreChanges: 0,
    path: `/settings/notifications/channels/${id}`,
    rollbackPath: null,
    entries: [],
  };
  return mutate(ctx, permit, async (tx) => ({
    result: { id },
    subject: id,
    subjectName: channel.name,
    ...(await insertMessage(
      tx,
      { eventId: null, kind: "other", content },
      { userIds: [], channelIds: [id] },
    )),
  }));
}
