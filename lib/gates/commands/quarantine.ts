import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { quarantines, releases, services } from "@/db/schema";
import { actorKey, actorName, type Actor, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";
import type { NewEvent } from "@/lib/core/publish";

import type { LiftQuarantine, QuarantineRelease } from "../contract";
import { reconsiderJob } from "../jobs";
import { permitLift, permitQuarantine } from "../policy";
import { lookAgain } from "./look-again";

/** Neither people nor automation deploy the release any more, unless somebody overrides it. What serves goes on. */
export async function quarantineRelease(
  ctx: Context,
  input: QuarantineRelease,
): Promise<{ releaseId: string }> {
  const permit = permitQuarantine(ctx.actor);
  const release = await readRelease(ctx, input.releaseId);
  return mutate(ctx, permit, async (tx) => ({
    result: { releaseId: release.id },
    subject: release.id,
    subjectName: `${release.serviceName} #${release.number}`,
    after: { reason: input.reason, link: input.link },
    events: await quarantine(tx, release, { actor: ctx.actor, ...input }),
    topics: topicsOf(release),
  }));
}

/** It may be deployed again. Throws `not_found` when it is not in quarantine. */
export async function liftQuarantine(ctx: Context, input: LiftQuarantine): Promise<{ releaseId: string }> {
  const permit = permitLift(ctx.actor);
  const release = await readRelease(ctx, input.releaseId);
  return mutate(ctx, permit, async (tx) => {
    const [row] = await tx
      .update(quarantines)
      .set({ endedAt: sql`now()`, endedByName: actorName(ctx.actor), endReason: input.reason })
      .where(and(eq(quarantines.releaseId, release.id), isNull(quarantines.endedAt)))
      .returning({ reason: quarantines.reason });
    if (!row) throw new DomainError("not_found", `#${release.number} is not in quarantine.`);
    await lookAgain(tx, { serviceId: release.serviceId });
    const message = `${actorName(ctx.actor)} lifted the quarantine of ${release.serviceName} #${release.number}: ${input.reason}`;
    return {
      result: { releaseId: release.id },
      subject: release.id,
      subjectName: `${release.serviceName} #${release.number}`,
      before: { reason: row.reason },
      after: { reason: input.reason },
      events: [
        {
          type: "release.quarantine_lifted",
          subject: release.id,
          serviceId: release.serviceId,
          releaseId: release.id,
          message,
        },
      ],
      jobs: [reconsiderJob(release.serviceId)],
      topics: topicsOf(release),
    };
  });
}

type Release = { id: string; number: number; serviceId: string; serviceName: string };

/** The same inside of a rollback. A release that is in quarantine already stays there for its first reason. */
export async function quarantine(
  tx: Tx,
  release: Release,
  { actor, reason, link }: { actor: Actor; reason: string; link?: string | undefined },
): Promise<NewEvent[]> {
  const rows = await tx
    .insert(quarantines)
    .values({
      releaseId: release.id,
      reason,
      link: link ?? null,
      createdBy: actorKey(actor),
      createdByName: actorName(actor),
    })
    .onConflictDoNothing({ target: quarantines.releaseId, where: isNull(quarantines.endedAt) })
    .returning({ id: quarantines.id });
  if (rows.length === 0) return [];
  await lookAgain(tx, { serviceId: release.serviceId });
  return [
    {
      type: "release.quarantined",
      subject: release.id,
      serviceId: release.serviceId,
      releaseId: release.id,
      message: `${actorName(actor)} put ${release.serviceName} #${release.number} in quarantine: ${reason}`,
    },
  ];
}

const topicsOf = (release: Release) => ["delivery", `service:${release.serviceId}`, `release:${release.id}`];

async function readRelease(ctx: Context, releaseId: string): Promise<Release> {
  demand(ctx.actor, "read");
  const [row] = await ctx.db
    .select({
      id: releases.id,
      number: releases.number,
      serviceId: releases.serviceId,
      serviceName: services.name,
    })
    .from(releases)
    .innerJoin(services, eq(services.id, releases.serviceId))
    .where(eq(releases.id, releaseId));
  if (!row) throw new DomainError("not_found", `There is no release "${releaseId}".`);
  return row;
}
