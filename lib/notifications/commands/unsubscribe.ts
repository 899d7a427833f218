import "server-only";
import { eq } from "drizzle-orm";

import { notificationSubscriptions as subscriptions } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { askerOf } from "../asker";
import { topics, type Unsubscribe } from "../contract";
import { canUse, permitSubscription } from "../policy";

/** Tells of it no more. Throws `not_found`, also for what somebody else chose. */
export async function unsubscribe(ctx: Context, { id }: Unsubscribe): Promise<Unsubscribe> {
  demand(ctx.actor, "read");
  const asker = await askerOf(ctx);
  const [row] = await ctx.db.select().from(subscriptions).where(eq(subscriptions.id, id));
  const owned = { ownerUserId: row?.userId ?? null, ownerTeamId: row?.teamId ?? null };
  if (!row || !canUse(ctx.actor, asker, owned)) {
    throw new DomainError("not_found", `There is no subscription "${id}" of yours.`);
  }
  const permit = permitSubscription(ctx.actor, "subscription.remove", asker, owned);
  return mutate(ctx, permit, async (tx) => {
    await tx.delete(subscriptions).where(eq(subscriptions.id, id));
    return {
      result: { id },
      subject: row.channelId ?? row.userId ?? row.teamId ?? id,
      subjectName: row.channelId ? "" : "Inbox",
      before: { kind: row.kind, scope: row.scope },
      topics: [topics.channels, ...(row.userId ? [topics.subscriptions(row.userId)] : [])],
    };
  });
}
