import "server-only";
import { eq, isNull, sql } from "drizzle-orm";

import type { DeploymentKind } from "@/db/enums";
import { teamMembers, teams, users } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { findStage, mayApprove } from "@/lib/gates";

type Waiting = {
  id: string;
  kind: DeploymentKind;
  requestedBy: string;
  createdAt: Date;
  service: { id: string; name: string };
  environment: { id: string; name: string };
  release: { id: string; number: number };
};

/** Whom the pipeline asks about a deployment: everybody who may approve it, but for whoever wants it. */
export async function approversOf(ctx: Pick<Context, "actor" | "db">, waiting: Waiting): Promise<string[]> {
  const { stage, requestedByPerson } = await findStage(ctx, waiting);
  const people = await ctx.db
    .select({
      id: users.id,
      role: users.role,
      teams: sql<string[]>`coalesce(array_agg(${teams.name}) filter (where ${teams.name} is not null), '{}')`,
    })
    .from(users)
    .leftJoin(teamMembers, eq(teamMembers.userId, users.id))
    .leftJoin(teams, eq(teams.id, teamMembers.teamId))
    .where(isNull(users.disabledAt))
    .groupBy(users.id);
  return people.flatMap((person) =>
    person.id !== requestedByPerson && mayApprove(stage, person) ? person.id : [],
  );
}
