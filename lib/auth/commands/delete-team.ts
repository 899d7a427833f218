import "server-only";
import { and, asc, eq, isNull } from "drizzle-orm";

import { services, teamMembers, teams, users } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { permit } from "@/lib/core/permit";

import { topics, type DeleteTeam } from "../contract";
import { refuseWhileAsked, teamForUpdate } from "../team-rows";

/**
 * Deletes a team. Services that it owned have no owner after that; the audit entry keeps who and what that was. Throws
 * `conflict` while a pipeline asks it for approvals.
 */
export async function deleteTeam(ctx: Context, input: DeleteTeam): Promise<{ id: string }> {
  const allowed = permit(ctx.actor, "team.edit", { action: "team.delete" });
  return mutate(ctx, allowed, async (tx) => {
    const { id, ...before } = await teamForUpdate(tx, input.id);
    if (input.confirmName !== before.name) {
      throw new DomainError("invalid", `Type ${before.name} to confirm.`, {
        fields: [{ path: "confirmName", message: `This is not ${before.name}.` }],
      });
    }
    await refuseWhileAsked(tx, before.name);
    const owned = await tx
      .select({ name: services.name })
      .from(services)
      .where(and(eq(services.ownerTeamId, id), isNull(services.archivedAt)))
      .orderBy(asc(services.name));
    const members = await tx
      .select({ name: users.name })
      .from(teamMembers)
      .innerJoin(users, eq(users.id, teamMembers.userId))
      .where(eq(teamMembers.teamId, id));
    await tx.delete(teams).where(eq(teams.id, id));
    const names = (rows: { name: string }[]) => rows.map(({ name }) => name);
    return {
      result: { id },
      subject: id,
      subjectName: before.name,
      before: { ...before, services: names(owned), members: names(members) },
      topics: [topics.teams, "delivery"],
    };
  });
}
