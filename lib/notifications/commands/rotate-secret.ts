import "server-only";
import { eq } from "drizzle-orm";

import { notificationChannels as channels } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";
import { SealBroken } from "@/lib/core/secret-box";

import { askerOf } from "../asker";
import { openSettings, sealSettings } from "../channels/sealed";
import { newSigningSecret } from "../channels/signature";
import { ROTATION_HOURS, topics, type RotateSecret, type SecretRotated } from "../contract";
import { permitChannel } from "../policy";
import { getUsable } from "../queries/channels";

/** Gives a webhook a new secret. Until the old one ends, every request carries a signature of each. */
export async function rotateSecret(
  ctx: Context,
  { id, endPrevious }: RotateSecret,
  now = new Date(),
): Promise<SecretRotated> {
  demand(ctx.actor, "read");
  const channel = await getUsable(ctx, id);
  const permit = permitChannel(ctx.actor, "channel.rotate_secret", await askerOf(ctx), channel);
  if (channel.kind !== "webhook") throw new DomainError("invalid", "Only generic webhooks are signed.");
  const secret = newSigningSecret();
  const previousUntil = endPrevious
    ? null
    : new Date(now.getTime() + ROTATION_HOURS * 3_600_000).toISOString();
  return mutate(ctx, permit, async (tx) => {
    const [row] = await tx.select().from(channels).where(eq(channels.id, id)).for("update");
    if (!row?.sealed) throw new DomainError("not_found", "This channel was removed meanwhile.");
    const { url, secret: previousSecret } = opened(id, row.sealed);
    await tx
      .update(channels)
      .set({
        sealed: sealSettings(id, {
          url,
          secret,
          ...(previousUntil && previousSecret && { previousSecret, previousUntil }),
        }),
      })
      .where(eq(channels.id, id));
    return {
      result: { id, secret, previousUntil },
      subject: id,
      subjectName: channel.name,
      after: { previousUntil },
      topics: [topics.channels, topics.channel(id)],
    };
  });
}

function opened(id: string, sealed: string) {
  try {
    return openSettings(id, sealed);
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    const message = "Its address was sealed with a secret that is gone. Enter the address again first.";
    throw new DomainError("conflict", message, { cause: error });
  }
}
