import "server-only";
import { createHash } from "node:crypto";

import { and, eq, inArray, isNull, sql } from "drizzle-orm";

import { intakeKeys, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { IntakePlace } from "../contract";

/** How a key is found; the key itself is only kept sealed. */
const hashOfKey = (key: string): string => createHash("sha256").update(key).digest("hex");

/** Whom a key lets speak, and the project that a DSN with it names. */
export type KeyPlace = IntakePlace & { keyNumber: number };

/** Whose key it is. One that was revoked lets nobody speak: it only tells who still tries. */
export type FoundKey = { place: KeyPlace; isRevoked: boolean };

/** Whose each of these keys is. Keys that are unknown or of an archived service are not in it. */
export async function findIntakePlaces(
  ctx: Pick<Context, "db">,
  keys: readonly string[],
): Promise<Map<string, FoundKey>> {
  const keyOf = new Map(keys.map((key) => [hashOfKey(key), key]));
  const rows = await ctx.db
    .select({
      keyId: intakeKeys.id,
      keyHash: intakeKeys.keyHash,
      keyNumber: intakeKeys.number,
      serviceId: intakeKeys.serviceId,
      environmentId: intakeKeys.environmentId,
      isRevoked: sql<boolean>`${intakeKeys.revokedAt} is not null`,
    })
    .from(intakeKeys)
    .innerJoin(services, and(eq(services.id, intakeKeys.serviceId), isNull(services.archivedAt)))
    .where(inArray(intakeKeys.keyHash, [...keyOf.keys()]));
  return new Map(
    rows.map(({ keyHash, isRevoked, ...place }) => [keyOf.get(keyHash) ?? "", { place, isRevoked }]),
  );
}
