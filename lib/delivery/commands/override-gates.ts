import "server-only";
import { eq, sql } from "drizzle-orm";

import { deployments } from "@/db/schema";
import { actorName, type Context } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";
import { reconsiderJob } from "@/lib/gates";

import type { OverrideGates } from "../contract";
import { permitOverride } from "../policy";
import { overrideOf } from "./judge-request";
import { eventOf, findWaiting, lockWaiting, nameOf, topicsOf } from "./waiting-deployment";

/** Sets gates aside for a deployment that waits at them. Throws `forbidden`, `conflict` when it waits no more. */
export async function overrideGates(ctx: Context, input: OverrideGates): Promise<{ id: string }> {
  const waiting = await findWaiting(ctx, input.id);
  const permit = permitOverride(ctx.actor, waiting.environment);
  const wish = overrideOf(ctx.actor, input);
  return mutate(ctx, permit, async (tx) => {
    const before = await lockWaiting(tx, waiting);
    const codes = [...new Set([...(before.override?.codes ?? []), ...wish.codes])];
    await tx
      .update(deployments)
      .set({ override: { ...wish, codes }, recheckAt: sql`now()` })
      .where(eq(deployments.id, waiting.id));
    const message = `${actorName(ctx.actor)} set aside ${wish.codes.join(", ")}: ${wish.reason}`;
    return {
      result: { id: waiting.id },
      subject: waiting.id,
      subjectName: nameOf(waiting),
      before: { waitingFor: before.waitingFor.map((reason) => reason.message) },
      after: { gates: wish.codes, reason: wish.reason },
      events: [eventOf(waiting, "gate.overridden", message)],
      jobs: [reconsiderJob(waiting.service.id)],
      topics: topicsOf(waiting),
    };
  });
}
