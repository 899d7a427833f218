import "server-only";
import { isDeepStrictEqual } from "node:util";

import { and, eq, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { checkDefinitions, services } from "@/db/schema";
import { getServiceView, listEnvironments } from "@/lib/catalog";
import type { EnvironmentView } from "@/lib/catalog/contract";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { CheckDefinition, kindOf, topics, type RemoveCheck, type SaveCheck } from "../contract";
import { permitEditChecks } from "../policy";
import { appliesIn } from "../runs/definitions";
import { parseCheck } from "./parse-check";

const MAXIMUM = 100;

/**
 * Adds a check in the portal, or replaces one; it holds from the next run on. Throws `invalid`, `conflict`, and `not_found`
 * for a rename of one that is not there.
 */
export async function saveCheck(ctx: Context, input: SaveCheck): Promise<{ name: string }> {
  demand(ctx.actor, "check.edit");
  const definition = parseCheck(input.text);
  const service = await getServiceView(ctx, input.serviceId);
  const replaced = input.name ?? definition.name;
  const isRename = definition.name !== replaced;
  const before = await readCheck(ctx.db, service.id, replaced);
  if (isRename && !before) throw new DomainError("not_found", `There is no check "${replaced}" to rename.`);
  const all = await listEnvironments(ctx);
  refuseUnknown(definition, all);
  const permit = permitEditChecks(ctx.actor, "check.save", placesOf(all, [definition, before]));

  return mutate(ctx, permit, async (tx) => {
    await lockService(tx, service.id);
    await demandUnchanged(tx, service.id, replaced, before);
    const isTaken = (await readCheck(tx, service.id, definition.name)) !== undefined;
    if (isTaken && (isRename || input.name === undefined)) throw taken(definition.name);
    if (isRename) await tx.delete(checkDefinitions).where(isNamed(service.id, replaced));
    const count = await tx.$count(checkDefinitions, eq(checkDefinitions.serviceId, service.id));
    if (!before && count >= MAXIMUM)
      throw new DomainError("conflict", `A service has at most ${MAXIMUM} checks in the portal.`);
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
  const before = await readCheck(ctx.db, service.id, input.name);
  if (!before) throw new DomainError("not_found", `No check "${input.name}" was added in the portal.`);
  const places = placesOf(await listEnvironments(ctx), [before]);
  const permit = permitEditChecks(ctx.actor, "check.remove", places);
  return mutate(ctx, permit, async (tx) => {
    await lockService(tx, service.id);
    await demandUnchanged(tx, service.id, input.name, before);
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

const taken = (name: string) =>
  new DomainError("conflict", `There is a check "${name}" in the portal already. Edit that one.`, {
    fields: [{ path: "text", message: "The name is taken." }],
  });

/** A check that waits for an environment to come to exist would run there without anybody's leave. */
function refuseUnknown({ environments = [] }: CheckDefinition, all: readonly EnvironmentView[]): void {
  const unknown = environments.find((name) => !all.some((each) => each.name === name));
  if (unknown === undefined) return;
  const message = `There is no environment ${unknown}.`;
  throw new DomainError("invalid", message, { fields: [{ path: "text", message }] });
}

/** The permit is for what was there when it was asked for; somebody may have changed where it applies since. */
async function demandUnchanged(
  tx: Tx,
  serviceId: string,
  name: string,
  before: CheckDefinition | undefined,
): Promise<void> {
  if (isDeepStrictEqual(await readCheck(tx, serviceId, name), before)) return;
  throw new DomainError("conflict", `The check "${name}" was changed in the meantime. Look at it again.`);
}

/** The service row is the lock under which its checks are counted and named. */
const lockService = (tx: Tx, serviceId: string) =>
  tx.select({ id: services.id }).from(services).where(eq(services.id, serviceId)).for("update");

const isNamed = (serviceId: string, name: string) =>
  and(eq(checkDefinitions.serviceId, serviceId), eq(checkDefinitions.name, name));

async function readCheck(
  db: Pick<Context["db"], "select">,
  serviceId: string,
  name: string,
): Promise<CheckDefinition | undefined> {
  const [row] = await db
    .select({ definition: checkDefinitions.definition })
    .from(checkDefinitions)
    .where(isNamed(serviceId, name));
  return row && CheckDefinition.parse(row.definition);
}

/** Every environment that one of the checks runs in. */
const placesOf = (all: readonly EnvironmentView[], definitions: readonly (CheckDefinition | undefined)[]) =>
  all.filter(({ name }) => definitions.some((each) => each && appliesIn(each, name)));

/** For the trail: what it asks is enough; a definition may hold what is nobody else's business. */
const summaryOf = (definition: CheckDefinition) => ({
  check: definition.name,
  kind: kindOf(definition),
  ...(definition.every && { every: definition.every }),
  ...(definition.environments && { environments: definition.environments.join(", ") }),
});
