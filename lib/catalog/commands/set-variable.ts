import "server-only";
import { and, eq } from "drizzle-orm";

import { variables } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { fingerprint, seal } from "@/lib/core/secret-box";

import { topics, type SetVariable } from "../contract";
import { permitSetVariable } from "../policy";
import { getEnvironment, getServiceView, placeOf } from "../queries";

/** Sets, replaces or (without a value) removes one variable. Running processes keep what they started with. */
export async function setVariable(ctx: Context, input: SetVariable): Promise<{ key: string }> {
  const environment = await getEnvironment(ctx, input.environment);
  const permit = permitSetVariable(ctx.actor, environment);
  const service = await getServiceView(ctx, input.serviceId);
  const { key, value } = input;
  const here = and(
    eq(variables.serviceId, service.id),
    eq(variables.environmentId, environment.id),
    eq(variables.key, key),
  );

  return mutate(ctx, permit, async (tx) => {
    const [existing] = await tx.select({ id: variables.id }).from(variables).where(here).for("update");
    if (value === undefined) {
      if (!existing) throw new DomainError("not_found", `${key} is not set in ${environment.name}.`);
      await tx.delete(variables).where(here);
    } else {
      const sealed = {
        sealedValue: seal(value, placeOf(service.id, environment.id, key)),
        valueHash: fingerprint(value),
      };
      await tx
        .insert(variables)
        .values({ serviceId: service.id, environmentId: environment.id, key, ...sealed })
        .onConflictDoUpdate({
          target: [variables.serviceId, variables.environmentId, variables.key],
          set: { ...sealed, updatedAt: new Date() },
        });
    }
    const state = (set: boolean) => ({ environment: environment.name, key, set });
    return {
      result: { key },
      subject: service.id,
      subjectName: service.name,
      before: state(Boolean(existing)),
      after: state(value !== undefined),
      topics: [topics.variables(service.id), `service:${service.id}`],
    };
  });
}
