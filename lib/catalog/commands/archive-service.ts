import "server-only";
import { and, eq, isNotNull, isNull } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { environments, placements, services } from "@/db/schema";
import { reaches } from "@/lib/auth/permissions";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import { topics, type ArchiveService } from "../contract";
import { permitArchiveService } from "../policy";
import { getServiceView } from "../queries";

/**
 * Takes a service out of the portal and stops it everywhere (a job does that). Its history stays. Only somebody who
 * may deploy everywhere it runs may stop it there.
 */
export async function archiveService(ctx: Context, input: ArchiveService): Promise<{ id: string }> {
  const permit = permitArchiveService(ctx.actor);
  const service = await getServiceView(ctx, input.id);
  if (input.confirmName !== service.name) {
    throw new DomainError("invalid", `Type ${service.name} to confirm.`, {
      fields: [{ path: "confirmName", message: `This is not ${service.name}.` }],
    });
  }
  return mutate(ctx, permit, async (tx) => {
    const archived = await tx
      .update(services)
      .set({ archivedAt: new Date() })
      .where(and(eq(services.id, service.id), isNull(services.archivedAt)))
      .returning({ id: services.id });
    if (archived.length === 0) throw new DomainError("not_found", `${service.name} was archived already.`);
    permitArchiveService(ctx.actor, await strictestPlace(tx, service.id));
    return {
      result: { id: service.id },
      subject: service.id,
      subjectName: service.name,
      before: { name: service.name },
      events: [
        {
          type: "service.archived",
          subject: service.id,
          serviceId: service.id,
          message: `${service.name} was archived.`,
        },
      ],
      jobs: [{ task: "service.stop", payload: { serviceId: service.id }, key: `stop:${service.id}` }],
      topics: [topics.services, `service:${service.id}`, "delivery"],
    };
  });
}

/** Of the environments that a service runs in, the one that asks for the highest role. */
async function strictestPlace(tx: Tx, serviceId: string) {
  const places = await tx
    .select({ name: environments.name, deployRole: environments.deployRole })
    .from(placements)
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .where(and(eq(placements.serviceId, serviceId), isNotNull(placements.releaseId)));
  return places.toSorted((one, other) => (reaches(one.deployRole, other.deployRole) ? -1 : 1)).at(0);
}
