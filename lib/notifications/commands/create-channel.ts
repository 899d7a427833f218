import "server-only";
import { eq } from "drizzle-orm";

import { newId } from "@/db/columns";
import { notificationChannels as channels, users } from "@/db/schema";
import { getTeamRef } from "@/lib/auth";
import { actorKey, actorName, type Context } from "@/lib/core/context";
import { DomainError, required } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";
import { violates } from "@/lib/core/postgres-error";

import { askerOf, getPersonId, type Asker } from "../asker";
import { canMail, NO_SMTP } from "../channels/email";
import { sealSettings } from "../channels/sealed";
import { newSigningSecret } from "../channels/signature";
import { DEFAULT_RATE_PER_MINUTE, topics, type ChannelCreated, type CreateChannel } from "../contract";
import { permitChannel } from "../policy";
import { capacityOf } from "../sending/bucket";
import { checkedUrl } from "./checked-url";
import { lockOwner } from "./lock-owner";

const MOST_OF_ONE = 20;

/** Adds a channel. The secret of a webhook is in the answer and nowhere else. */
export async function createChannel(ctx: Context, input: CreateChannel): Promise<ChannelCreated> {
  demand(ctx.actor, "read");
  const asker = await askerOf(ctx);
  const owned = await ownerOf(ctx, input, asker);
  const permit = permitChannel(ctx.actor, "channel.create", asker, owned);
  const id = newId("chn");
  const secret = input.kind === "webhook" ? newSigningSecret() : null;
  const { destination, url } = await destinationOf(ctx, input);
  const ratePerMinute = input.ratePerMinute ?? DEFAULT_RATE_PER_MINUTE[input.kind];

  try {
    return await mutate(ctx, permit, async (tx) => {
      if (owned.ownerUserId) {
        await lockOwner(tx, owned.ownerUserId);
        const count = await tx.$count(channels, eq(channels.ownerUserId, owned.ownerUserId));
        if (count >= MOST_OF_ONE)
          throw new DomainError("conflict", `At most ${MOST_OF_ONE} channels of one's own.`);
      }
      await tx.insert(channels).values({
        id,
        kind: input.kind,
        name: input.name,
        ...owned,
        destination,
        sealed: url ? sealSettings(id, { url, ...(secret && { secret }) }) : null,
        ratePerMinute,
        tokens: capacityOf(ratePerMinute),
        createdBy: actorKey(ctx.actor),
        createdByName: actorName(ctx.actor),
      });
      return {
        result: { id, secret },
        subject: id,
        subjectName: input.name,
        after: { kind: input.kind, owner: input.owner, destination, ratePerMinute },
        topics: [topics.channels],
      };
    });
  } catch (error) {
    throw nameTaken(error, input.name) ?? error;
  }
}

async function ownerOf(ctx: Context, { owner, team }: CreateChannel, { personId }: Asker) {
  if (owner === "installation") return { ownerUserId: null, ownerTeamId: null };
  if (owner === "me") return { ownerUserId: personId ?? (await getPersonId(ctx)), ownerTeamId: null };
  if (team) return { ownerUserId: null, ownerTeamId: (await getTeamRef(ctx, team)).id };
  const message = "Say which team it belongs to.";
  throw new DomainError("invalid", message, { fields: [{ path: "team", message }] });
}

export function nameTaken(error: unknown, name: string): DomainError | undefined {
  if (!violates(error, "notification_channels_name_idx")) return undefined;
  const message = `There is a channel "${name}" already.`;
  return new DomainError("conflict", message, { cause: error, fields: [{ path: "name", message }] });
}

async function destinationOf(ctx: Context, { kind, owner, url, recipients }: CreateChannel) {
  if (kind !== "email") return checkedUrl(url);
  if (!canMail()) throw new DomainError("conflict", NO_SMTP);
  if (owner !== "me") {
    if (recipients?.length) return { destination: recipients.join(", "), url: undefined };
    const message = "Give at least one address.";
    throw new DomainError("invalid", message, { fields: [{ path: "recipients", message }] });
  }
  const [person] = await ctx.db
    .select({ email: users.email })
    .from(users)
    .where(eq(users.id, await getPersonId(ctx)));
  return { destination: required(person, "the person who asks").email, url: undefined };
}
