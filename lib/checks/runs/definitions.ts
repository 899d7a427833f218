import "server-only";
import { asc, eq } from "drizzle-orm";
import { ZodError } from "zod";

import { checkDefinitions } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import { CheckDefinition, CheckDefinitions } from "../contract";

export type Declared = { definition: CheckDefinition; source: "slipway.yaml" | "portal"; text?: string };

/** A release of another version of Slipway declares what this one cannot read. */
export class ChecksUnreadable extends DomainError {
  constructor(cause: ZodError) {
    const message =
      "Checks of this service were written for another version of Slipway and cannot be read. Build its commit again.";
    super("conflict", message, { cause });
  }
}

/**
 * The checks that hold for a release in an environment: those of its `slipway.yaml` and those edited in the portal. Throws
 * ChecksUnreadable: leaving a check out must never be how a release passes.
 */
export async function readDeclared(
  ctx: Pick<Context, "db">,
  serviceId: string,
  releaseChecks: readonly unknown[],
  environment: string,
): Promise<Declared[]> {
  return declaredIn(environment, releaseChecks, await readEdited(ctx, serviceId));
}

/**
 * One of the portal takes the place of one with its name only where it applies itself: whoever may change what is checked
 * in dev must not switch off what is checked in production.
 */
export function declaredIn(
  environment: string,
  releaseChecks: readonly unknown[],
  edited: readonly Declared[],
): Declared[] {
  const applying = edited.filter(({ definition }) => appliesIn(definition, environment));
  const names = new Set(applying.map(({ definition }) => definition.name));
  const declared = parsed(() => CheckDefinitions.parse(releaseChecks)).filter(
    (definition) => appliesIn(definition, environment) && !names.has(definition.name),
  );
  return [...declared.map((definition): Declared => ({ definition, source: "slipway.yaml" })), ...applying];
}

export const appliesIn = ({ environments }: CheckDefinition, environment: string): boolean =>
  environments === undefined || environments.includes(environment);

export async function readEdited(ctx: Pick<Context, "db">, serviceId: string): Promise<Declared[]> {
  const rows = await ctx.db
    .select({ definition: checkDefinitions.definition, text: checkDefinitions.text })
    .from(checkDefinitions)
    .where(eq(checkDefinitions.serviceId, serviceId))
    .orderBy(asc(checkDefinitions.name));
  return rows.map(editedOf);
}

export const editedOf = ({ definition, text }: { definition: unknown; text: string }): Declared => ({
  definition: parsed(() => CheckDefinition.parse(definition)),
  source: "portal",
  text,
});

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof ZodError ? new ChecksUnreadable(error) : error;
  }
}

/** Whether a check gates that moment of a deployment; without a word it gates both. */
export const gates = ({ when }: CheckDefinition, moment: "before_traffic" | "after_traffic"): boolean =>
  when === undefined || when.includes(moment);
