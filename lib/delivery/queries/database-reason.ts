import "server-only";
import { and, eq } from "drizzle-orm";

import { placements } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { overrideRoleOf, type Move } from "@/lib/gates";
import type { GateReason } from "@/lib/gates/contract";

import { hasNewerMigrated, judgeRollbacks } from "./migration-verdict";

/**
 * Why a release may not work with the database that newer ones have changed, whether they serve or never came that far.
 * A deployment takes no migrations back, so a way down does not help it. What serves runs with that database already. A
 * rollback has its own words and its own consent.
 */
export async function findDatabaseReasons(
  { db }: Pick<Context, "db">,
  { service, environment, release, kind }: Pick<Move, "service" | "environment" | "release" | "kind">,
): Promise<GateReason[]> {
  if (kind === "rollback") return [];
  const place = { serviceId: service.id, environmentId: environment.id };
  if (!(await hasNewerMigrated({ db }, place, release.number))) return [];
  const [serving] = await db
    .select({ id: placements.releaseId })
    .from(placements)
    .where(and(eq(placements.serviceId, place.serviceId), eq(placements.environmentId, place.environmentId)));
  if (serving?.id === release.id) return [];
  const [judged] = await judgeRollbacks({ db }, place, serving?.id ?? null, [release.id]);
  if (!judged || judged.causes.length === 0) return [];
  return [
    {
      code: "database",
      message: `#${release.number} may not work with the database of ${environment.name} as it is now. ${judged.causes.join(" ")}`,
      owner: null,
      until: null,
      refuses: true,
      overrideRole: overrideRoleOf("database"),
    },
  ];
}
