import "server-only";
import { dashboards } from "@/db/schema";
import { actorKey, actorName, type Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import { type CreateDashboard, topics } from "../contract";
import { permitEdit } from "../policy";
import { refuseUnknownVariables } from "./refuse-unknown-variables";

/** Stores a definition: a new one, the clone of another, or one that was exported. Throws `invalid` for unknown variables. */
export async function createDashboard(
  ctx: Context,
  { definition }: CreateDashboard,
): Promise<{ id: string; version: number }> {
  const allowed = permitEdit(ctx.actor, "create");
  refuseUnknownVariables(definition);
  return mutate(ctx, allowed, async (tx) => {
    const by = { key: actorKey(ctx.actor), name: actorName(ctx.actor) };
    const [row] = await tx
      .insert(dashboards)
      .values({
        name: definition.name,
        definition,
        createdBy: by.key,
        createdByName: by.name,
        updatedBy: by.key,
        updatedByName: by.name,
      })
      .returning({ id: dashboards.id, version: dashboards.version });
    const stored = required(row, "the inserted dashboard");
    return {
      result: stored,
      subject: stored.id,
      subjectName: definition.name,
      after: { definition },
      topics: [topics.dashboards],
    };
  });
}
