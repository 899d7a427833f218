import "server-only";
import { desc, eq, sql } from "drizzle-orm";

import { releases, services } from "@/db/schema";
import { getServiceView } from "@/lib/catalog";
import { actorKey, actorName, type Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import { topics, type RequestRelease } from "../contract";
import { buildJob } from "../jobs";
import { permitBuild } from "../policy";

/** Queues the build of a release from a branch, tag or commit. Answers at once; a job carries it out. */
export async function requestRelease(
  ctx: Context,
  input: RequestRelease,
): Promise<{ id: string; status: "building"; number: number }> {
  const permit = permitBuild(ctx.actor);
  const service = await getServiceView(ctx, input.serviceId);
  const ref = input.ref ?? service.repository.branch ?? "HEAD";

  return mutate(ctx, permit, async (tx) => {
    // The service row is the lock under which its releases are numbered.
    await tx.select({ id: services.id }).from(services).where(eq(services.id, service.id)).for("update");
    const [newest] = await tx
      .select({ number: releases.number })
      .from(releases)
      .where(eq(releases.serviceId, service.id))
      .orderBy(desc(releases.number))
      .limit(1);
    const [row] = await tx
      .insert(releases)
      .values({
        serviceId: service.id,
        number: (newest?.number ?? 0) + 1,
        ref,
        requestedBy: actorKey(ctx.actor),
        requestedByName: actorName(ctx.actor),
        createdAt: sql`now()`,
      })
      .returning({ id: releases.id, number: releases.number });
    const release = required(row, "the inserted release");
    return {
      result: { id: release.id, status: "building" as const, number: release.number },
      subject: release.id,
      subjectName: `${service.name} #${release.number}`,
      after: { ref },
      events: [
        {
          type: "release.requested",
          subject: release.id,
          serviceId: service.id,
          releaseId: release.id,
          message: `${actorName(ctx.actor)} asked for ${service.name} #${release.number} from ${ref}.`,
        },
      ],
      jobs: [buildJob(release.id)],
      topics: [topics.delivery, topics.service(service.id)],
    };
  });
}
