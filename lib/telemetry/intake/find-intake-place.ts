import "server-only";
import { createHash } from "node:crypto";

import { and, eq, inArray, isNull } from "drizzle-orm";

import { intakeKeys, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { IntakePlace } from "../contract";

/** How a key is found; the key itself is only kept sealed. */
const hashOfKey = (key: string): string => createHash("sha256").update(key).digest("hex");

/** Whom a key lets speak, and the project that a DSN with it names. */
export type KeyPlace = IntakePlace & { keyNumber: number };

/** Whom each of these keys lets speak. Keys that are unknown, revoked or of an archived service are not in it. */
export async function findIntakePlaces(
  ctx: Pick<Context, "db">,
  keys: readonly string[],
): Promise<Map<string, KeyPlace>> {
  const keyOf = new Map(keys.map((key) => [hashOfKey(key), key]));
  const rows = await ctx.db
    .select({
      keyId: intakeKeys.id,
      keyHash: intakeKeys.keyHash,
      keyNumber: intakeKeys.number,
      serviceId: intakeKeys.serviceId,
      environmentId: intakeKeys.environmentId,
    })
    .from(intakeKeys)
    .innerJoin(services, and(eq(services.id, intakeKeys.serviceId), isNull(services.archivedAt)))
    .where(and(inArray(intakeKeys.keyHash, [...keyOf.keys()]), isNull(intakeKeys.revokedAt)));
  return new Map(rows.map(({ keyHash, ...place }) => [keyOf.get(keyHash) ?? "", place]));
}
