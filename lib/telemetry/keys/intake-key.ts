import "server-only";
import { createHash, randomBytes } from "node:crypto";

import { and, eq, isNull, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { newId } from "@/db/columns";
import { intakeKeys } from "@/db/schema";
import { required } from "@/lib/core/errors";
import { seal, unseal } from "@/lib/core/secret-box";

export type KeyPlace = { serviceId: string; environmentId: string };
export type IntakeKey = { key: string; number: number };

/** What the seal of a key is bound to, so that it opens nowhere else. */
export const boundToKey = (id: string): string => `intake_key ${id}`;

const liveAt = ({ serviceId, environmentId }: KeyPlace) =>
  and(
    eq(intakeKeys.serviceId, serviceId),
    eq(intakeKeys.environmentId, environmentId),
    isNull(intakeKeys.revokedAt),
  );

async function findKey(tx: Pick<Tx, "select">, place: KeyPlace): Promise<IntakeKey | undefined> {
  const [row] = await tx
    .select({ id: intakeKeys.id, sealedKey: intakeKeys.sealedKey, number: intakeKeys.number })
    .from(intakeKeys)
    .where(liveAt(place));
  return row && { key: unseal(row.sealedKey, boundToKey(row.id)), number: row.number };
}

/** The key of a place; it is made when there is none. Two that ask at once get the same. Throws SealBroken. */
export async function ensureKey(tx: Tx, place: KeyPlace): Promise<IntakeKey> {
  const known = await findKey(tx, place);
  if (known) return known;
  const key = randomBytes(16).toString("hex");
  const id = newId("key");
  await tx
    .insert(intakeKeys)
    .values({
      ...place,
      id,
      keyHash: createHash("sha256").update(key).digest("hex"),
      sealedKey: seal(key, boundToKey(id)),
    })
    .onConflictDoNothing();
  return required(await findKey(tx, place), "an intake key");
}

export const revokeKey = (tx: Tx, place: KeyPlace) =>
  tx
    .update(intakeKeys)
    .set({ revokedAt: sql`now()` })
    .where(liveAt(place));
