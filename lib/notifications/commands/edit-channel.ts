import "server-only";
import { eq } from "drizzle-orm";

import { notificationChannels as channels } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { askerOf } from "../asker";
import { findSettings, sealSettings } from "../channels/sealed";
import { newSigningSecret } from "../channels/signature";
import { topics, type ChannelCreated, type EditChannel } from "../contract";
import { permitChannel } from "../policy";
import { getUsable } from "../queries/channels";
import { checkedUrl } from "./checked-url";
import { nameTaken } from "./create-channel";

/**
 * Changes what is given and leaves the rest. A webhook whose secret can't be opened any more gets a new one with its
 * new address, which is then in the answer.
 */
export async function editChannel(ctx: Context, input: EditChannel): Promise<ChannelCreated> {
  demand(ctx.actor, "read");
  const channel = await getUsable(ctx, input.id);
  const permit = permitChannel(ctx.actor, "channel.edit", await askerOf(ctx), channel);
  refuseForeign(channel, input);
  const target = input.url === undefined ? undefined : await checkedUrl(input.url);

  try {
    return await mutate(ctx, permit, async (tx) => {
      const [now] = await tx.select().from(channels).where(eq(channels.id, channel.id)).for("update");
      if (!now) throw new DomainError("not_found", "This channel was removed meanwhile.");
      const known = findSettings(now.id, now.sealed);
      const isLost = now.kind === "webhook" && known === undefined;
      const secret = target && isLost ? newSigningSecret() : null;
      const change = {
        name: input.name ?? now.name,
        ratePerMinute: input.ratePerMinute ?? now.ratePerMinute,
        destination: target?.destination ?? input.recipients?.join(", ") ?? now.destination,
      };
      await tx
        .update(channels)
        .set({
          ...change,
          ...(target && {
            sealed: sealSettings(now.id, { ...known, url: target.url, ...(secret && { secret }) }),
          }),
        })
        .where(eq(channels.id, now.id));
      const { name, ratePerMinute, destination } = now;
      return {
        result: { id: now.id, secret },
        subject: now.id,
        subjectName: change.name,
        before: { name, ratePerMinute, destination },
        after: change,
        topics: [topics.channels, topics.channel(now.id)],
      };
    });
  } catch (error) {
    throw nameTaken(error, input.name ?? channel.name) ?? error;
  }
}

function refuseForeign(
  { kind, ownerUserId }: typeof channels.$inferSelect,
  { url, recipients }: EditChannel,
): void {
  const wrong =
    kind === "email" && url !== undefined
      ? { path: "url", message: "An e-mail channel has no address of a webhook." }
      : recipients && (kind !== "email" || ownerUserId !== null)
        ? {
            path: "recipients",
            message: "One's own e-mail goes to one's own address.",
          }
        : undefined;
  if (wrong) throw new DomainError("invalid", wrong.message, { fields: [wrong] });
}
