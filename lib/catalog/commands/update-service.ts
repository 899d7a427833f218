import "server-only";
import { and, eq, isNull } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import { topics, type UpdateService } from "../contract";
import { permitEditService } from "../policy";
import { getServiceView } from "../queries";

/**
 * Changes what is given and leaves the rest, also what somebody else changes at the same moment. Releases that are
 * built already keep what they were built with.
 */
export async function updateService(ctx: Context, input: UpdateService): Promise<{ id: string }> {
  const permit = permitEditService(ctx.actor);
  const { id, name } = await getServiceView(ctx, input.id);

  return mutate(ctx, permit, async (tx) => {
    const before = await lockService(tx, id);
    const description = input.description ?? before.description;
    const repository = merged(before.repository, input.repository);
    const settings = merged(before.settings, input.settings);
    await tx
      .update(services)
      .set({
        updatedAt: new Date(),
        description,
        settings,
        repositoryUrl: repository.url ?? before.repository.url,
        repositoryBranch: repository.branch ?? null,
        repositoryPath: repository.path ?? null,
      })
      .where(eq(services.id, id));
    return {
      result: { id },
      subject: id,
      subjectName: name,
      before,
      after: { description, repository, settings },
      topics: [topics.services, `service:${id}`, "delivery"],
    };
  });
}

async function lockService(tx: Tx, id: string) {
  const [row] = await tx
    .select({
      description: services.description,
      url: services.repositoryUrl,
      branch: services.repositoryBranch,
      path: services.repositoryPath,
      settings: services.settings,
    })
    .from(services)
    .where(and(eq(services.id, id), isNull(services.archivedAt)))
    .for("update");
  if (!row) throw new DomainError("not_found", "This service was archived.");
  const { description, url, branch, path, settings } = row;
  return { description, repository: { url, ...(branch && { branch }), ...(path && { path }) }, settings };
}

/** Undefined leaves a key as it is, null or an empty text takes it away. */
function merged<T>(
  before: Record<string, T>,
  changes: Record<string, T | null | undefined> = {},
): Record<string, T> {
  const result = { ...before };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === "") delete result[key];
    else if (value !== undefined) result[key] = value;
  }
  return result;
}
