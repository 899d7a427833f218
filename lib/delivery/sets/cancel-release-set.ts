import "server-only";
import { and, eq, isNull } from "drizzle-orm";

import { releaseSets } from "@/db/schema";
import { actorName, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { topics, type CancelReleaseSet } from "../contract";
import { permitReleaseSet } from "../policy";
import { endSet } from "./advance-set";
import { findSet } from "./find-set";

/** Begins nothing more of a set. What is under way ends by itself, and what was promoted stays. */
export async function cancelReleaseSet(ctx: Context, input: CancelReleaseSet): Promise<{ id: string }> {
  demand(ctx.actor, "read");
  const set = await findSet(ctx, input.id);
  return endByHand(ctx, set, "canceled", `${actorName(ctx.actor)} stopped the release set for good.`);
}

/** Ends a set that is not over. Throws `conflict` for one that is. */
export async function endByHand(
  ctx: Context,
  { id, environment }: Awaited<ReturnType<typeof findSet>>,
  status: "canceled" | "failed",
  message: string,
): Promise<{ id: string }> {
  const permit = permitReleaseSet(ctx.actor, environment, "cancel");
  return mutate(ctx, permit, async (tx) => {
    const [set] = await tx
      .select({ status: releaseSets.status })
      .from(releaseSets)
      .where(and(eq(releaseSets.id, id), isNull(releaseSets.finishedAt)))
      .for("update");
    if (!set) throw new DomainError("conflict", "This release set is over already.");
    await endSet(tx, id, status);
    return {
      result: { id },
      subject: id,
      subjectName: `release set to ${environment.name}`,
      before: { status: set.status },
      after: { status },
      events: [
        {
          type: "release_set.canceled",
          subject: id,
          environmentId: environment.id,
          message,
        },
      ],
      topics: [topics.delivery],
    };
  });
}
