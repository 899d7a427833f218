import "server-only";
import { eq } from "drizzle-orm";

import { environments } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";

import { topics, type UpdateEnvironment } from "../contract";
import { permitEditEnvironment } from "../policy";
import { getEnvironment } from "../queries";

/** Changes the rules of an environment; deployments that are under way keep the ones they started with. */
export async function updateEnvironment(ctx: Context, input: UpdateEnvironment): Promise<{ id: string }> {
  const permit = permitEditEnvironment(ctx.actor, "environment.edit");
  const { id, regions: _regions, name, position: _position, ...before } = await getEnvironment(ctx, input.id);
  const { id: _idOrName, ...changes } = input;
  const after = { ...before, ...changes };
  return mutate(ctx, permit, async (tx) => {
    await tx.update(environments).set(after).where(eq(environments.id, id));
    return {
      result: { id },
      subject: id,
      subjectName: name,
      before,
      after,
      topics: [topics.environments, "delivery"],
    };
  });
}
