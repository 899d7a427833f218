import "server-only";
import { eq } from "drizzle-orm";

import { services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";

import { topics, type UpdateService } from "../contract";
import { permitEditService } from "../policy";
import { getServiceView } from "../queries";

/** Changes what is given and leaves the rest. Releases that are built already keep what they were built with. */
export async function updateService(ctx: Context, input: UpdateService): Promise<{ id: string }> {
  const permit = permitEditService(ctx.actor);
  const before = await getServiceView(ctx, input.id);
  const { description = before.description, repository = before.repository } = input;
  const settings = input.settings ?? before.settings;

  return mutate(ctx, permit, async (tx) => {
    await tx
      .update(services)
      .set({
        description,
        repositoryUrl: repository.url,
        repositoryBranch: repository.branch || null,
        repositoryPath: repository.path || null,
        settings,
      })
      .where(eq(services.id, before.id));
    return {
      result: { id: before.id },
      subject: before.id,
      subjectName: before.name,
      before: { description: before.description, repository: before.repository, settings: before.settings },
      after: { description, repository, settings },
      topics: [topics.services, `service:${before.id}`, "delivery"],
    };
  });
}
