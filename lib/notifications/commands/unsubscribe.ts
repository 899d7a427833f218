import "server-only";
import { eq } from "drizzle-orm";

import { notificationSubscriptions as subscriptions } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { topics, type Unsubscribe } from "../contract";
import { findPersonId } from "../person";
import { canUse, permitSubscription } from "../policy";

/** Tells of it no more. Throws `not_found`, also for what somebody else chose. */
export async function unsubscribe(ctx: Context, { id }: Unsubscribe): Promise<Unsubscribe> {
  demand(ctx.actor, "read");
  const personId = await findPersonId(ctx);
  const [row] = await ctx.db.select().from(subscriptions).where(eq(subscriptions.id, id));
  if (!row || !canUse(ctx.actor, personId, { ownerUserId: row.userId })) {
    throw new DomainError("not_found", `There is no subscription "${id}" of yours.`);
  }
  const permit = permitSubscription(ctx.actor, "subscription.remove", personId, { ownerUserId: row.userId });
  return mutate(ctx, permit, async (tx) => {
    await tx.delete(subscriptions).where(eq(subscriptions.id, id));
    return {
      result: { id },
      subject: row.channelId ?? row.userId ?? id,
      subjectName: row.channelId ? "" : "Inbox",
      before: { kind: row.kind, scope: row.scope },
      topics: [topics.channels, ...(row.userId ? [topics.subscriptions(row.userId)] : [])],
    };
  });
}
