import "server-only";
import { and, asc, eq, isNull, or, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { pipelines, services, teams } from "@/db/schema";
import { DomainError } from "@/lib/core/errors";

/** @param team id or name: people and scripts say the name. */
export const isTeam = (team: string) => or(eq(teams.id, team), eq(teams.name, team));

export function noSuchTeam(team: string): DomainError {
  const message = `There is no team "${team}".`;
  return new DomainError("not_found", message, { fields: [{ path: "team", message }] });
}

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

/**
 * Pipelines ask a team for approvals by its name, which is in their text: without that name nobody could approve any more.
 * Throws `conflict` with the pipelines that name it.
 */
export async function refuseWhileAsked(tx: Tx, name: string): Promise<void> {
  const rows = await tx
    .select({ service: services.name })
    .from(pipelines)
    .leftJoin(services, eq(services.id, pipelines.serviceId))
    .where(
      and(
        isNull(services.archivedAt),
        sql`jsonb_path_exists(${pipelines.definition}, '$.stages[*].approvals.team ? (@ == $name)',
          jsonb_build_object('name', ${name}::text))`,
      ),
    )
    .orderBy(asc(services.name));
  if (rows.length === 0) return;
  const where = rows.map(({ service }) => service ?? "the template").join(", ");
  throw new DomainError(
    "conflict",
    `Pipelines ask ${name} for approvals: ${where}. Let them ask somebody else first.`,
  );
}
