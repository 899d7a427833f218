import "server-only";
import { teams } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError, required } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { permit } from "@/lib/core/permit";
import { violates } from "@/lib/core/postgres-error";

import { topics, type CreateTeam } from "../contract";

/** Adds a team without members. Throws `conflict` when the name is taken. */
export async function createTeam(ctx: Context, input: CreateTeam): Promise<{ id: string; name: string }> {
  const allowed = permit(ctx.actor, "team.edit", { action: "team.create" });
  return orNameTaken(input.name, () =>
    mutate(ctx, allowed, async (tx) => {
      const [row] = await tx.insert(teams).values(input).returning({ id: teams.id, name: teams.name });
      const team = required(row, "the inserted team");
      return {
        result: team,
        subject: team.id,
        subjectName: team.name,
        after: { ...input },
        topics: [topics.teams],
      };
    }),
  );
}

export async function orNameTaken<T>(name: string | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!violates(error, "teams_name_idx")) throw error;
    throw new DomainError("conflict", `A team named ${name} exists already.`, {
      fields: [{ path: "name", message: "This name is taken." }],
    });
  }
}
