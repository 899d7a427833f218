import "server-only";
import { and, eq } from "drizzle-orm";

import { placements } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { overrideRoleOf, type Move } from "@/lib/gates";
import type { GateReason } from "@/lib/gates/contract";

import { judgeRollbacks } from "./migration-verdict";

/**
 * Why an older release that is deployed or promoted over a newer one may not work with the database as it is. Such a
 * deployment takes no migrations back, so a way down does not help it. A rollback has its own words and its own consent.
 */
export async function findDatabaseReasons(
  { db }: Pick<Context, "db">,
  { service, environment, release, kind }: Pick<Move, "service" | "environment" | "release" | "kind">,
): Promise<GateReason[]> {
  if (kind === "rollback") return [];
  const place = { serviceId: service.id, environmentId: environment.id };
  const [serving] = await db
    .select({ id: placements.releaseId, number: placements.releaseNumber })
    .from(placements)
    .where(and(eq(placements.serviceId, place.serviceId), eq(placements.environmentId, place.environmentId)));
  if (!serving?.id || release.number >= (serving.number ?? 0)) return [];
  const [judged] = await judgeRollbacks({ db }, place, serving.id, [release.id]);
  if (!judged || judged.verdict === "safe") return [];
  return [
    {
      code: "database",
      message: `#${release.number} may not work with the database of ${environment.name} as it is now. ${judged.reasons.join(" ")}`,
      owner: null,
      until: null,
      refuses: true,
      overrideRole: overrideRoleOf("database"),
    },
  ];
}
