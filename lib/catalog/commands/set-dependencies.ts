import "server-only";
import { asc, eq, sql } from "drizzle-orm";

import { serviceDependencies } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import { topics, type SetDependencies } from "../contract";
import { readDependencyGraph, type DependencyGraph } from "../dependencies";
import { pathBetween } from "../dependency-order";
import { permitEditService } from "../policy";
import { getServiceView } from "../queries";

/**
 * Replaces what the portal adds to the dependencies of a service. Refuses, with `invalid`, a name that no service has and
 * a circle that a new one would close; a circle that files in repositories make is not this request's fault and stays.
 */
export async function setDependencies(ctx: Context, input: SetDependencies): Promise<{ id: string }> {
  const permit = permitEditService(ctx.actor, "service.set_dependencies");
  const service = await getServiceView(ctx, input.id);
  return mutate(ctx, permit, async (tx) => {
    // Two changes at once could close a circle together that neither sees, so they take turns.
    await tx.execute(sql`lock table ${serviceDependencies} in share row exclusive mode`);
    const before = await tx
      .select({ name: serviceDependencies.dependsOn })
      .from(serviceDependencies)
      .where(eq(serviceDependencies.serviceId, service.id))
      .orderBy(asc(serviceDependencies.dependsOn));
    const had = before.map(({ name }) => name);
    const added = input.dependsOn.filter((name) => !had.includes(name));
    refuse(service.name, added, await readDependencyGraph({ actor: ctx.actor, db: tx }, added));
    await tx.delete(serviceDependencies).where(eq(serviceDependencies.serviceId, service.id));
    if (input.dependsOn.length > 0)
      await tx
        .insert(serviceDependencies)
        .values(input.dependsOn.map((dependsOn) => ({ serviceId: service.id, dependsOn })));
    return {
      result: { id: service.id },
      subject: service.id,
      subjectName: service.name,
      before: { dependsOn: had },
      after: { dependsOn: input.dependsOn.toSorted() },
      topics: [topics.services, `service:${service.id}`, "delivery"],
    };
  });
}

function refuse(service: string, added: readonly string[], { ids, edges }: DependencyGraph) {
  const refusal = (message: string) =>
    new DomainError("invalid", message, { fields: [{ path: "dependsOn", message }] });
  for (const name of added) {
    if (name === service) throw refusal(`${service} cannot depend on itself.`);
    if (!ids.has(name)) throw refusal(`There is no service "${name}".`);
    const back = pathBetween(edges, name, service);
    if (back)
      throw refusal(
        `That would be a circle: ${[service, ...back].join(" → ")}. Services in a circle cannot be put in order.`,
      );
  }
}
