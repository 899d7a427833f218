import "server-only";
import { asc, eq, isNotNull } from "drizzle-orm";

import { notificationChannels as channels } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";
import { reseal, SealBroken } from "@/lib/core/secret-box";

import { placeOf } from "../channels/sealed";
import { permitReseal } from "../policy";

/**
 * Seals with the secret of today what was sealed with the previous one. What neither opens is counted and left alone:
 * the page of the channel asks for its address again.
 */
export async function resealChannels(ctx: Context<JobActor>): Promise<{ resealed: number; lost: number }> {
  const permit = permitReseal(ctx.actor);
  const rows = await ctx.db
    .select({ id: channels.id })
    .from(channels)
    .where(isNotNull(channels.sealed))
    .orderBy(asc(channels.id));
  const total = { resealed: 0, lost: 0 };
  for (const { id } of rows) {
    const sealed = await sealedOf(ctx.db, id);
    const probe = sealed ? resealed(id, sealed) : {};
    if (probe.isLost) total.lost += 1;
    if (!probe.anew) continue;
    await mutate(ctx, permit, async (tx) => {
      const [now] = await tx.select().from(channels).where(eq(channels.id, id)).for("update");
      const { anew } = now?.sealed ? resealed(id, now.sealed) : {};
      if (anew) await tx.update(channels).set({ sealed: anew }).where(eq(channels.id, id));
      return { result: undefined, subject: id, subjectName: now?.name ?? "" };
    });
    total.resealed += 1;
  }
  return total;
}

async function sealedOf(db: Context["db"], id: string): Promise<string | null | undefined> {
  const [row] = await db.select({ sealed: channels.sealed }).from(channels).where(eq(channels.id, id));
  return row?.sealed;
}

/** The same under the secret of today; nothing when it is that already. */
function resealed(id: string, sealed: string): { anew?: string | undefined; isLost?: boolean } {
  try {
    return { anew: reseal(sealed, placeOf(id))?.sealedValue };
  } catch (error) {
    if (error instanceof SealBroken) return { isLost: true };
    throw error;
  }
}
