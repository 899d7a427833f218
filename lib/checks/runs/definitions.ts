import "server-only";
import { asc, eq } from "drizzle-orm";

import { checkDefinitions } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { CheckDefinition, CheckDefinitions } from "../contract";

export type Declared = { definition: CheckDefinition; source: "slipway.yaml" | "portal"; text?: string };

/**
 * The checks that hold for a release: those of its `slipway.yaml`, and those edited in the portal, which win where both
 * have one of the same name. Throws when a release of another version declares what this one cannot read: leaving a
 * check out must never be how a release passes.
 */
export async function readDeclared(
  ctx: Pick<Context, "db">,
  serviceId: string,
  releaseChecks: readonly unknown[],
): Promise<Declared[]> {
  const edited = await readEdited(ctx, serviceId);
  const names = new Set(edited.map(({ definition }) => definition.name));
  const declared = CheckDefinitions.parse(releaseChecks).filter(({ name }) => !names.has(name));
  return [...declared.map((definition): Declared => ({ definition, source: "slipway.yaml" })), ...edited];
}

export async function readEdited(ctx: Pick<Context, "db">, serviceId: string): Promise<Declared[]> {
  const rows = await ctx.db
    .select({ definition: checkDefinitions.definition, text: checkDefinitions.text })
    .from(checkDefinitions)
    .where(eq(checkDefinitions.serviceId, serviceId))
    .orderBy(asc(checkDefinitions.name));
  return rows.map(({ definition, text }) => ({
    definition: CheckDefinition.parse(definition),
    source: "portal",
    text,
  }));
}

/** Whether a check gates that moment of a deployment; without a word it gates both. */
export const gates = ({ when }: CheckDefinition, moment: "before_traffic" | "after_traffic"): boolean =>
  when === undefined || when.includes(moment);
