import "server-only";
import { eq } from "drizzle-orm";

import { environments } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import { topics, type UpdateEnvironment } from "../contract";
import { permitEditEnvironment } from "../policy";
import { getEnvironment } from "../queries";

/**
 * Changes the rules that are given and leaves the rest, also what somebody else changes at the same moment.
 * Deployments that are under way keep the rules they started with.
 */
export async function updateEnvironment(ctx: Context, input: UpdateEnvironment): Promise<{ id: string }> {
  const permit = permitEditEnvironment(ctx.actor, "environment.edit");
  const { id, name } = await getEnvironment(ctx, input.id);
  const { id: _idOrName, ...changes } = input;
  return mutate(ctx, permit, async (tx) => {
    const [row] = await tx
      .select({
        deployRole: environments.deployRole,
        isProduction: environments.isProduction,
        queuePolicy: environments.queuePolicy,
        settleMs: environments.settleMs,
        drainMs: environments.drainMs,
        warmMs: environments.warmMs,
      })
      .from(environments)
      .where(eq(environments.id, id))
      .for("update");
    const before = required(row, "the environment");
    await tx
      .update(environments)
      .set({ ...changes, updatedAt: new Date() })
      .where(eq(environments.id, id));
    return {
      result: { id },
      subject: id,
      subjectName: name,
      before,
      after: { ...before, ...changes },
      topics: [topics.environments, "delivery"],
    };
  });
}
