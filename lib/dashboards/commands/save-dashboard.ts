import "server-only";
import { eq } from "drizzle-orm";

import { dashboards } from "@/db/schema";
import { actorKey, actorName, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import { type SaveDashboard, topics } from "../contract";
import { permitEdit } from "../policy";
import { lockDashboard } from "./lock-dashboard";
import { refuseUnknownVariables } from "./refuse-unknown-variables";

/**
 * Replaces the definition. Throws `not_found`, `invalid` for unknown variables, and `conflict` for a built-in one, or
 * when somebody has saved another version than the one that was changed.
 */
export async function saveDashboard(
  ctx: Context,
  { id, definition, expectedVersion }: SaveDashboard,
): Promise<{ id: string; version: number }> {
  const allowed = permitEdit(ctx.actor, "save");
  refuseUnknownVariables(definition);
  return mutate(ctx, allowed, async (tx) => {
    const before = await lockDashboard(tx, id);
    if (before.version !== expectedVersion)
      throw new DomainError(
        "conflict",
        `${before.updatedByName} has saved version ${before.version} of this dashboard in the meantime, and you changed version ${expectedVersion}. Look at it again.`,
        { fields: [{ path: "expectedVersion", message: `It is ${before.version} by now.` }] },
      );
    const version = before.version + 1;
    await tx
      .update(dashboards)
      .set({
        name: definition.name,
        definition,
        version,
        updatedBy: actorKey(ctx.actor),
        updatedByName: actorName(ctx.actor),
      })
      .where(eq(dashboards.id, id));
    return {
      result: { id, version },
      subject: id,
      subjectName: definition.name,
      before: { definition: before.definition, version: before.version },
      after: { definition, version },
      topics: [topics.dashboards],
    };
  });
}
