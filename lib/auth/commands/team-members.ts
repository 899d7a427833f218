import "server-only";
import { and, eq } from "drizzle-orm";

import { teamMembers } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { permit } from "@/lib/core/permit";

import { topics, type TeamMember } from "../contract";
import { teamForUpdate } from "../team-rows";
import { personForUpdate } from "./keep-an-administrator";

/** Takes a person into a team. Throws `conflict` for somebody who is in it already, or who is disabled. */
export async function addTeamMember(ctx: Context, input: TeamMember): Promise<{ id: string }> {
  const allowed = permit(ctx.actor, "team.edit", { action: "team.add_member" });
  return mutate(ctx, allowed, async (tx) => {
    const team = await teamForUpdate(tx, input.id);
    const person = await personForUpdate(tx, input.personId);
    if (person.disabledAt) throw new DomainError("conflict", `${person.name} is disabled.`);
    const added = await tx
      .insert(teamMembers)
      .values({ teamId: team.id, userId: input.personId })
      .onConflictDoNothing()
      .returning({ userId: teamMembers.userId });
    if (added.length === 0)
      throw new DomainError("conflict", `${person.name} is in ${team.name} already.`, {
        fields: [{ path: "personId", message: "Already a member." }],
      });
    return {
      result: { id: team.id },
      subject: team.id,
      subjectName: team.name,
      after: { person: person.name, personId: input.personId },
      topics: [topics.teams],
    };
  });
}

/** Takes a person out of a team. Throws `not_found` for somebody who is not in it. */
export async function removeTeamMember(ctx: Context, input: TeamMember): Promise<{ id: string }> {
  const allowed = permit(ctx.actor, "team.edit", { action: "team.remove_member" });
  return mutate(ctx, allowed, async (tx) => {
    const team = await teamForUpdate(tx, input.id);
    const person = await personForUpdate(tx, input.personId);
    const removed = await tx
      .delete(teamMembers)
      .where(and(eq(teamMembers.teamId, team.id), eq(teamMembers.userId, input.personId)))
      .returning({ userId: teamMembers.userId });
    if (removed.length === 0) throw new DomainError("not_found", `${person.name} is not in ${team.name}.`);
    return {
      result: { id: team.id },
      subject: team.id,
      subjectName: team.name,
      before: { person: person.name, personId: input.personId },
      topics: [topics.teams],
    };
  });
}
