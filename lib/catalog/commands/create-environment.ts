import "server-only";
import { gte, sql } from "drizzle-orm";

import { environments, regions, targets } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError, required } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { violates } from "@/lib/core/postgres-error";

import { topics, type CreateEnvironment } from "../contract";
import { permitEditEnvironment } from "../policy";

/**
 * Adds an environment with one region on the first target, at `position` or at the end of the order. Production is for
 * operators unless a role is named.
 */
export async function createEnvironment(ctx: Context, input: CreateEnvironment): Promise<{ id: string }> {
  const permit = permitEditEnvironment(ctx.actor, "environment.create");
  const { position: wanted, ...given } = input;
  const rules = { ...given, deployRole: given.deployRole ?? (given.isProduction ? "operator" : "developer") };
  try {
    return await mutate(ctx, permit, async (tx) => {
      // Positions are unique, so two of these at once take turns.
      await tx.execute(sql`lock table ${environments} in share row exclusive mode`);
      const count = await tx.$count(environments);
      const position = Math.min(wanted ?? count, count);
      // In two steps, because a unique index is checked row by row: out of the way first, then into place.
      await tx
        .update(environments)
        .set({ position: sql`-${environments.position} - 1` })
        .where(gte(environments.position, position));
      await tx
        .update(environments)
        .set({ position: sql`-${environments.position}` })
        .where(sql`${environments.position} < 0`);
      const [row] = await tx
        .insert(environments)
        .values({ ...rules, position })
        .returning({ id: environments.id });
      const { id } = required(row, "the inserted environment");
      const [target] = await tx.select({ id: targets.id }).from(targets).orderBy(targets.id).limit(1);
      await tx
        .insert(regions)
        .values({ environmentId: id, targetId: required(target, "a target").id, name: "local" });
      return {
        result: { id },
        subject: id,
        subjectName: input.name,
        after: { ...rules, position },
        topics: [topics.environments, "delivery"],
      };
    });
  } catch (error) {
    if (!violates(error, "environments_name_idx")) throw error;
    throw new DomainError("conflict", `An environment named ${input.name} exists already.`, {
      fields: [{ path: "name", message: "This name is taken." }],
    });
  }
}
