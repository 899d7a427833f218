import "server-only";
import { eq, or } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { teams } from "@/db/schema";
import { DomainError } from "@/lib/core/errors";

/** @param team id or name: people and scripts say the name. */
export const isTeam = (team: string) => or(eq(teams.id, team), eq(teams.name, team));

export const noSuchTeam = (team: string): DomainError =>
  new DomainError("not_found", `There is no team "${team}".`);

/** The team, locked until the transaction ends. Throws `not_found`. */
export async function teamForUpdate(tx: Tx, team: string) {
  const [row] = await tx
    .select({ id: teams.id, name: teams.name, title: teams.title, description: teams.description })
    .from(teams)
    .where(isTeam(team))
    .for("update");
  if (!row) throw noSuchTeam(team);
  return row;
}
