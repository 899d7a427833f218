import "server-only";
import { eq } from "drizzle-orm";

import { dashboards } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";

import { type DeleteDashboard, topics } from "../contract";
import { permitEdit } from "../policy";
import { lockDashboard } from "./lock-dashboard";

/** Deletes a dashboard; the trail keeps its definition, which can be imported again. Throws `not_found` and `conflict`. */
export async function deleteDashboard(ctx: Context, { id }: DeleteDashboard): Promise<{ id: string }> {
  const allowed = permitEdit(ctx.actor, "delete");
  return mutate(ctx, allowed, async (tx) => {
    const { name, definition, version } = await lockDashboard(tx, id);
    await tx.delete(dashboards).where(eq(dashboards.id, id));
    return {
      result: { id },
      subject: id,
      subjectName: name,
      before: { definition, version },
      topics: [topics.dashboards],
    };
  });
}
