import "server-only";
import { and, eq, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { checkDefinitions, services } from "@/db/schema";
import { getServiceView, listEnvironments } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { CheckDefinition, kindOf, topics, type RemoveCheck, type SaveCheck } from "../contract";
import { permitEditChecks } from "../policy";
import { parseCheck } from "./parse-check";

const MAXIMUM = 100;

/** Adds a check in the portal, or replaces one; it holds from the next run on. Throws `invalid`, `conflict`. */
export async function saveCheck(ctx: Context, input: SaveCheck): Promise<{ name: string }> {
  demand(ctx.actor, "check.edit");
  const definition = parseCheck(input.text);
  const service = await getServiceView(ctx, input.serviceId);
  const replaced = input.name ?? definition.name;
  const before = await readCheck(ctx, service.id, replaced);
  const permit = permitEditChecks(ctx.actor, "check.save", await placesOf(ctx, [definition, before]));

  return mutate(ctx, permit, async (tx) => {
    await lockService(tx, service.id);
    const isRename = before !== undefined && definition.name !== replaced;
    if (isRename) await tx.delete(checkDefinitions).where(isNamed(service.id, replaced));
    const taken = await tx.$count(checkDefinitions, isNamed(service.id, definition.name));
    if (taken > 0 && (input.name === undefined || isRename)) {
      throw new DomainError(
        "conflict",
        `There is a check "${definition.name}" in the portal already. Edit that one.`,
        {
          fields: [{ path: "text", message: "The name is taken." }],
        },
      );
    }
    if ((await tx.$count(checkDefinitions, eq(checkDefinitions.serviceId, service.id))) >= MAXIMUM) {
      throw new DomainError("conflict", `A service has at most ${MAXIMUM} checks in the portal.`);
    }
    const written = { definition, text: input.text };
    await tx
      .insert(checkDefinitions)
      .values({ serviceId: service.id, name: definition.name, ...written })
      .onConflictDoUpdate({
        target: [checkDefinitions.serviceId, checkDefinitions.name],
        set: { ...written, updatedAt: sql`now()` },
      });
    return {
      result: { name: definition.name },
      subject: service.id,
      subjectName: service.name,
      ...(before && { before: summaryOf(before) }),
      after: summaryOf(definition),
      topics: [topics.checks(service.id)],
    };
  });
}

/** Removes a check that was added in the portal. One of `slipway.yaml` stays until a release leaves it out. */
export async function removeCheck(ctx: Context, input: RemoveCheck): Promise<{ name: string }> {
  demand(ctx.actor, "check.edit");
  const service = await getServiceView(ctx, input.serviceId);
  const before = await readCheck(ctx, service.id, input.name);
  if (!before) throw new DomainError("not_found", `No check "${input.name}" was added in the portal.`);
  const permit = permitEditChecks(ctx.actor, "check.remove", await placesOf(ctx, [before]));
  return mutate(ctx, permit, async (tx) => {
    await tx.delete(checkDefinitions).where(isNamed(service.id, input.name));
    return {
      result: { name: input.name },
      subject: service.id,
      subjectName: service.name,
      before: summaryOf(before),
      topics: [topics.checks(service.id)],
    };
  });
}

/** The service row is the lock under which its checks are counted and named. */
const lockService = (tx: Tx, serviceId: string) =>
  tx.select({ id: services.id }).from(services).where(eq(services.id, serviceId)).for("update");

const isNamed = (serviceId: string, name: string) =>
  and(eq(checkDefinitions.serviceId, serviceId), eq(checkDefinitions.name, name));

async function readCheck(
  ctx: Context,
  serviceId: string,
  name: string,
): Promise<CheckDefinition | undefined> {
  const [row] = await ctx.db
    .select({ definition: checkDefinitions.definition })
    .from(checkDefinitions)
    .where(isNamed(serviceId, name));
  return row && CheckDefinition.parse(row.definition);
}

/** Every environment that one of the checks runs in. */
async function placesOf(ctx: Context, definitions: readonly (CheckDefinition | undefined)[]) {
  const all = await listEnvironments(ctx);
  return all.filter(({ name }) =>
    definitions.some((each) => each && (!each.environments || each.environments.includes(name))),
  );
}

/** For the trail: what it asks is enough; a definition may hold what is nobody else's business. */
const summaryOf = (definition: CheckDefinition) => ({
  check: definition.name,
  kind: kindOf(definition),
  ...(definition.every && { every: definition.every }),
  ...(definition.environments && { environments: definition.environments.join(", ") }),
});
