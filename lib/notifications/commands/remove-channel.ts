import "server-only";
import { eq } from "drizzle-orm";

import { notificationChannels as channels } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { askerOf } from "../asker";
import { topics, type ChannelId } from "../contract";
import { permitChannel } from "../policy";
import { getUsable } from "../queries/channels";

/** Removes a channel with its subscriptions and its log. What waits for it is not sent any more. */
export async function removeChannel(ctx: Context, { id }: ChannelId): Promise<ChannelId> {
  demand(ctx.actor, "read");
  const channel = await getUsable(ctx, id);
  const asker = await askerOf(ctx);
  const permit = permitChannel(ctx.actor, "channel.remove", asker, channel);
  return mutate(ctx, permit, async (tx) => {
    await tx.delete(channels).where(eq(channels.id, id));
    return {
      result: { id },
      subject: id,
      subjectName: channel.name,
      before: { kind: channel.kind, destination: channel.destination },
      topics: [
        topics.channels,
        topics.channel(id),
        ...(channel.ownerUserId ? [topics.subscriptions(channel.ownerUserId)] : []),
      ],
    };
  });
}
