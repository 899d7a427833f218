import "server-only";
import { eq, isNull } from "drizzle-orm";

import { intakeKeys } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { reseal, SealBroken } from "@/lib/core/secret-box";

import { boundToKey } from "../keys/intake-key";
import { demandMachinery } from "../policy";

/**
 * Seals with the secret of today what was sealed with the previous one. A key that neither opens is revoked, because nobody
 * can be told it any more: the next deployment gets a new one.
 */
export async function resealIntakeKeys(ctx: Context<JobActor>): Promise<{ resealed: number; lost: number }> {
  demandMachinery(ctx.actor);
  return advance(ctx, async (tx) => {
    const rows = await tx.select().from(intakeKeys).where(isNull(intakeKeys.revokedAt)).for("update");
    const result = { resealed: 0, lost: 0 };
    for (const { id, sealedKey } of rows) {
      const anew = tryReseal(sealedKey, boundToKey(id));
      if (anew === undefined) continue;
      result[anew === "lost" ? "lost" : "resealed"] += 1;
      // oxlint-disable-next-line no-await-in-loop -- one transaction, one connection
      await tx
        .update(intakeKeys)
        .set(anew === "lost" ? { revokedAt: new Date() } : { sealedKey: anew })
        .where(eq(intakeKeys.id, id));
    }
    return { result };
  });
}

function tryReseal(sealed: string, place: string): string | undefined {
  try {
    return reseal(sealed, place)?.sealedValue;
  } catch (error) {
    if (error instanceof SealBroken) return "lost";
    throw error;
  }
}
