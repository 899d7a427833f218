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
  const { id, environment } = await findSet(ctx, input.id);
  const permit = permitReleaseSet(ctx.actor, environment, "cancel");
  return mutate(ctx, permit, async (tx) => {
    const [set] = await tx
      .select({ status: releaseSets.status })
      .from(releaseSets)
      .where(and(eq(releaseSets.id, id), isNull(releaseSets.finishedAt)))
      .for("update");
    if (!set) throw new DomainError("conflict", "This release set is over already.");
    await endSet(tx, id, "canceled");
    return {
      result: { id },
      subject: id,
      subjectName: `release set to ${environment.name}`,
      before: { status: set.status },
      after: { status: "canceled" },
      events: [
        {
          type: "release_set.canceled",
          subject: id,
          environmentId: environment.id,
          message: `${actorName(ctx.actor)} stopped the release set for good.`,
        },
      ],
      topics: [topics.delivery],
    };
  });
}
