import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

import { notificationSubscriptions as subscriptions } from "@/db/schema";
import { getTeamRef } from "@/lib/auth";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { askerOf, getPersonId } from "../asker";
import { hasMine, KINDS, topics, type Subscribe, type Subscribed } from "../contract";
import { permitSubscription } from "../policy";
import { getUsable } from "../queries/channels";
import { lockOwner } from "./lock-owner";

const MOST_OF_ONE = 300;

/** Tells somebody, or a channel, of these kinds from now on. What is told already keeps its place and gets the scope. */
export async function subscribe(ctx: Context, input: Subscribe): Promise<Subscribed> {
  demand(ctx.actor, "read");
  const channel = input.channelId ? await getUsable(ctx, input.channelId) : undefined;
  const owned = channel ?? (await receiverOf(ctx, input));
  const { ownerUserId: userId, ownerTeamId: teamId } = owned;
  const permit = permitSubscription(ctx.actor, "subscription.create", await askerOf(ctx), owned);
  refuseScope(input, owned);
  const service = input.service ? await getServiceView(ctx, input.service) : undefined;
  const environment = input.environment ? await getEnvironment(ctx, input.environment) : undefined;
  const place = { serviceId: service?.id ?? null, environmentId: environment?.id ?? null };

  return mutate(ctx, permit, async (tx) => {
    if (userId !== null) await lockOwner(tx, userId);
    const kinds = [...new Set(input.kinds)];
    const receiver = { userId, teamId, channelId: channel?.id ?? null };
    await tx
      .insert(subscriptions)
      .values(kinds.map((kind) => ({ kind, ...receiver, scope: input.scope, ...place })))
      .onConflictDoNothing();
    // Counted afterwards, since what is told already adds nothing.
    if (userId !== null && (await tx.$count(subscriptions, eq(subscriptions.userId, userId))) > MOST_OF_ONE)
      throw new DomainError("conflict", `At most ${MOST_OF_ONE} subscriptions of one's own.`);
    const rows = await tx
      .update(subscriptions)
      .set({ scope: input.scope })
      .where(
        and(
          inArray(subscriptions.kind, kinds),
          isSame(subscriptions.userId, receiver.userId),
          isSame(subscriptions.teamId, receiver.teamId),
          isSame(subscriptions.channelId, receiver.channelId),
          isSame(subscriptions.serviceId, place.serviceId),
          isSame(subscriptions.environmentId, place.environmentId),
        ),
      )
      .returning({ id: subscriptions.id });
    return {
      result: { ids: rows.map(({ id }) => id) },
      subject: channel?.id ?? userId ?? teamId ?? "",
      subjectName: channel?.name ?? "Inbox",
      after: {
        kinds,
        scope: input.scope,
        service: service?.name ?? null,
        environment: environment?.name ?? null,
      },
      topics: [topics.channels, ...(userId ? [topics.subscriptions(userId)] : [])],
    };
  });
}

const isSame = (column: AnyPgColumn, value: string | null) =>
  value === null ? isNull(column) : eq(column, value);

type Owned = { ownerUserId: string | null; ownerTeamId: string | null };

/** Whose inboxes, where no channel is named. */
async function receiverOf(ctx: Context, { team }: Subscribe): Promise<Owned> {
  if (team) return { ownerUserId: null, ownerTeamId: (await getTeamRef(ctx, team)).id };
  return { ownerUserId: await getPersonId(ctx), ownerTeamId: null };
}

function refuseScope({ kinds, scope }: Subscribe, { ownerUserId, ownerTeamId }: Owned): void {
  const message = sentenceAgainst(scope, kinds, ownerUserId !== null, ownerTeamId !== null);
  if (message) throw new DomainError("invalid", message, { fields: [{ path: "scope", message }] });
}

function sentenceAgainst(
  scope: Subscribe["scope"],
  kinds: Subscribe["kinds"],
  isPerson: boolean,
  isTeam: boolean,
): string | undefined {
  if (scope === "all") return undefined;
  if (!isPerson && !isTeam)
    return "The installation owns nothing in particular, so it can only be told of all.";
  if (scope === "owned") return undefined;
  if (isTeam) return "Only a person asks for things; a team can be told of what it owns.";
  const without = kinds.find((kind) => !hasMine(kind));
  return (
    without && `"${KINDS[without].label}" concern nobody in particular, so nothing of them is only yours.`
  );
}
