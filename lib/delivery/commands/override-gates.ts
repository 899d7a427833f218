import "server-only";
import { eq, sql } from "drizzle-orm";

import { deployments } from "@/db/schema";
import { actorName, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { reconsiderJob } from "@/lib/gates";

import type { OverrideGates } from "../contract";
import { overridesIn } from "../overrides";
import { permitOverride } from "../policy";
import { overrideOf } from "./judge-request";
import { eventOf, findWaiting, lockWaiting, nameOf, topicsOf } from "./waiting-deployment";

/** Sets gates aside for a deployment that waits at them. Throws `forbidden`, `conflict` when it waits no more. */
export async function overrideGates(ctx: Context, input: OverrideGates): Promise<{ id: string }> {
  const waiting = await findWaiting(ctx, input.id);
  const permit = permitOverride(ctx.actor, waiting.environment);
  const { reason } = input;
  return mutate(ctx, permit, async (tx) => {
    const before = await lockWaiting(tx, waiting);
    const gates = input.gates.filter((gate) => before.waitingFor.some(({ code }) => code === gate));
    if (gates.length === 0)
      throw new DomainError("conflict", "It does not wait for that any more. Look at it again.");
    const wish = overrideOf(ctx.actor, { gates, reason });
    await tx
      .update(deployments)
      .set({ override: [...overridesIn(before.override), wish], recheckAt: sql`now()` })
      .where(eq(deployments.id, waiting.id));
    const message = `${actorName(ctx.actor)} set aside ${wish.codes.join(", ")}: ${wish.reason}`;
    return {
      result: { id: waiting.id },
      subject: waiting.id,
      subjectName: nameOf(waiting),
      before: { waitingFor: before.waitingFor.map(({ message: told }) => told) },
      after: { gates: wish.codes, reason: wish.reason },
      events: [eventOf(waiting, "gate.overridden", message)],
      jobs: [reconsiderJob(waiting.service.id)],
      topics: topicsOf(waiting),
    };
  });
}
