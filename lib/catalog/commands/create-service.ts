import "server-only";
import { services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError, required } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { violates } from "@/lib/core/postgres-error";

import { topics, type CreateService } from "../contract";
import { permitCreateService } from "../policy";

/** Registers a service. Throws `conflict` when the name is taken. */
export async function createService(
  ctx: Context,
  input: CreateService,
): Promise<{ id: string; name: string }> {
  const permit = permitCreateService(ctx.actor);
  const { name, description, repository, settings } = input;
  try {
    return await mutate(ctx, permit, async (tx) => {
      const [row] = await tx
        .insert(services)
        .values({
          name,
          description,
          repositoryUrl: repository.url,
          repositoryBranch: repository.branch || null,
          repositoryPath: repository.path || null,
          settings,
          createdBy: ctx.actor.type === "user" ? ctx.actor.id : null,
        })
        .returning({ id: services.id, name: services.name });
      const service = required(row, "the inserted service");
      return {
        result: service,
        subject: service.id,
        subjectName: name,
        after: { name, description, repository, settings },
        events: [
          {
            type: "service.created",
            subject: service.id,
            serviceId: service.id,
            message: `${name} was added.`,
          },
        ],
        topics: [topics.services, "delivery"],
      };
    });
  } catch (error) {
    if (!violates(error, "services_name_idx")) throw error;
    throw new DomainError("conflict", `A service named ${name} exists already.`, {
      fields: [{ path: "name", message: "This name is taken." }],
    });
  }
}
