import "server-only";
import { and, eq, isNull } from "drizzle-orm";

import { services } from "@/db/schema";
import { getTeamRef } from "@/lib/auth";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import { topics, type SetServiceOwner } from "../contract";
import { permitEditService } from "../policy";
import { getServiceView } from "../queries";

/** Gives a service to a team, or to nobody. Throws `not_found` for a team that does not exist. */
export async function setServiceOwner(ctx: Context, input: SetServiceOwner): Promise<{ id: string }> {
  const permit = permitEditService(ctx.actor, "service.set_owner");
  const { id, name, owner } = await getServiceView(ctx, input.id);
  const team = input.team === null ? null : await getTeamRef(ctx, input.team);
  return mutate(ctx, permit, async (tx) => {
    const changed = await tx
      .update(services)
      .set({ ownerTeamId: team?.id ?? null, updatedAt: new Date() })
      .where(and(eq(services.id, id), isNull(services.archivedAt)))
      .returning({ id: services.id });
    if (changed.length === 0) throw new DomainError("not_found", `${name} was archived.`);
    return {
      result: { id },
      subject: id,
      subjectName: name,
      before: { owner: owner?.name ?? null },
      after: { owner: team?.name ?? null },
      topics: [topics.services, `service:${id}`, "teams"],
    };
  });
}
