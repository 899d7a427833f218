import "server-only";
import { eq } from "drizzle-orm";

import { teams } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";
import { permit } from "@/lib/core/permit";

import { topics, type UpdateTeam } from "../contract";
import { refuseWhileAsked, teamForUpdate } from "../team-rows";
import { orNameTaken } from "./create-team";

/**
 * Renames a team or says something else about it; absent keys stay as they are. Throws `conflict` for another name while
 * a pipeline asks the team for approvals.
 */
export async function updateTeam(ctx: Context, { id, ...input }: UpdateTeam): Promise<{ id: string }> {
  const allowed = permit(ctx.actor, "team.edit");
  const changes = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  return orNameTaken(input.name, () =>
    mutate(ctx, allowed, async (tx) => {
      const { id: teamId, ...before } = await teamForUpdate(tx, id);
      if (input.name !== undefined && input.name !== before.name) await refuseWhileAsked(tx, before.name);
      await tx
        .update(teams)
        .set({ ...changes, updatedAt: new Date() })
        .where(eq(teams.id, teamId));
      return {
        result: { id: teamId },
        subject: teamId,
        subjectName: input.name ?? before.name,
        before,
        after: { ...before, ...changes },
        topics: [topics.teams, "delivery"],
      };
    }),
  );
}
