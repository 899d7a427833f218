import "server-only";
import { eq } from "drizzle-orm";

import { services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import { topics, type ArchiveService } from "../contract";
import { permitArchiveService } from "../policy";
import { getServiceView } from "../queries";

/** Takes a service out of the portal and stops it everywhere (a job does that). Its history stays. */
export async function archiveService(ctx: Context, input: ArchiveService): Promise<{ id: string }> {
  const permit = permitArchiveService(ctx.actor);
  const service = await getServiceView(ctx, input.id);
  if (input.confirmName !== service.name) {
    throw new DomainError("invalid", `Type ${service.name} to confirm.`, {
      fields: [{ path: "confirmName", message: `This is not ${service.name}.` }],
    });
  }
  return mutate(ctx, permit, async (tx) => {
    await tx.update(services).set({ archivedAt: new Date() }).where(eq(services.id, service.id));
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
