import "server-only";
import { and, eq } from "drizzle-orm";

import { cronMonitors, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import { type RemoveMonitor, topics } from "../contract";
import { permitRemoveMonitor } from "../policy";

/**
 * Forgets a cron monitor with its runs: of a task that is no more. One that checks in again is there again.
 * Throws `not_found`.
 */
export async function removeMonitor(
  ctx: Context,
  { serviceId, monitorId }: RemoveMonitor,
): Promise<{ monitorId: string }> {
  const permit = permitRemoveMonitor(ctx.actor);
  return mutate(ctx, permit, async (tx) => {
    const [service] = await tx
      .select({ name: services.name })
      .from(services)
      .where(eq(services.id, serviceId));
    const [gone] = await tx
      .delete(cronMonitors)
      .where(and(eq(cronMonitors.id, monitorId), eq(cronMonitors.serviceId, serviceId)))
      .returning({ slug: cronMonitors.slug });
    if (!gone || !service) throw new DomainError("not_found", "There is no such cron monitor.");
    return {
      result: { monitorId },
      subject: monitorId,
      subjectName: `${gone.slug} of ${service.name}`,
      topics: [topics.monitorsOf(serviceId)],
    };
  });
}
