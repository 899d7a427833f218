import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";

import { freezeWindows } from "@/db/schema";
import { getEnvironment, getServiceView, listEnvironments } from "@/lib/catalog";
import { actorKey, actorName, type Context } from "@/lib/core/context";
import { DomainError, required } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { topics, Window, type CreateFreeze, type EndFreeze, type SkipFreeze } from "../contract";
import { permitEditFreeze } from "../policy";
import { stateAt } from "../rules/windows";
import { lookAgain } from "./look-again";

/**
 * Nothing is deployed in these times. What is under way when one begins goes on to its end; what waits goes on waiting.
 * Throws `invalid` for a window that never comes (any more).
 */
export async function createFreeze(ctx: Context, input: CreateFreeze): Promise<{ id: string }> {
  demand(ctx.actor, "freeze.edit");
  const environment = input.environment ? await getEnvironment(ctx, input.environment) : undefined;
  const places = environment ? [environment] : await listEnvironments(ctx);
  const permit = permitEditFreeze(ctx.actor, "freeze.create", places);
  const service = input.service ? await getServiceView(ctx, input.service) : undefined;
  const { isInside, changesAt } = stateAt(
    [{ timeZone: input.timeZone, windows: [input.window] }],
    new Date(),
  );
  if (!isInside && !changesAt) {
    throw new DomainError("invalid", "This window is over, or its end is not after its beginning.", {
      fields: [{ path: "window", message: "It never comes." }],
    });
  }
  const place = { serviceId: service?.id ?? null, environmentId: environment?.id ?? null };
  return mutate(ctx, permit, async (tx) => {
    const [row] = await tx
      .insert(freezeWindows)
      .values({
        ...place,
        name: input.name,
        window: input.window,
        timeZone: input.timeZone,
        blocksRollbacks: input.blocksRollbacks,
        createdBy: actorKey(ctx.actor),
        createdByName: actorName(ctx.actor),
      })
      .returning({ id: freezeWindows.id });
    const { id } = required(row, "the inserted freeze");
    await lookAgain(tx, place);
    return {
      result: { id },
      subject: id,
      subjectName: input.name,
      after: {
        service: service?.name ?? "every service",
        environment: environment?.name ?? "every environment",
        window: input.window,
        timeZone: input.timeZone,
        blocksRollbacks: input.blocksRollbacks,
      },
      events: [
        {
          type: "freeze.created",
          subject: id,
          ...place,
          message: `${actorName(ctx.actor)} declared a freeze: ${input.name}.`,
        },
      ],
      topics: [topics.freezes, "delivery"],
    };
  });
}

/**
 * Lets a freeze that comes again and again pass this once: it does not freeze until the time that is now in force would
 * have been over, and is back with the next one. Throws `not_found`, and `conflict` for one that is not in force, comes
 * only once or has no end.
 */
export async function skipFreeze(ctx: Context, { id }: SkipFreeze): Promise<{ id: string; until: string }> {
  demand(ctx.actor, "freeze.edit");
  const permit = permitEditFreeze(ctx.actor, "freeze.skip", await coveredBy(ctx, id));
  return mutate(ctx, permit, async (tx) => {
    const [row] = await tx
      .select({
        name: freezeWindows.name,
        window: freezeWindows.window,
        timeZone: freezeWindows.timeZone,
        skippedUntil: freezeWindows.skippedUntil,
        serviceId: freezeWindows.serviceId,
        environmentId: freezeWindows.environmentId,
      })
      .from(freezeWindows)
      .where(and(eq(freezeWindows.id, id), isNull(freezeWindows.endedAt)))
      .for("update");
    if (!row) throw new DomainError("not_found", "There is no such freeze any more.");
    const { name, timeZone, skippedUntil, serviceId, environmentId } = row;
    const place = { serviceId, environmentId };
    const window = Window.parse(row.window);
    const { isInside, changesAt } = stateAt([{ timeZone, windows: [window], skippedUntil }], new Date());
    if (!isInside) throw new DomainError("conflict", `The freeze ${name} is not in force now.`);
    if (window.kind === "once") {
      throw new DomainError("conflict", `The freeze ${name} comes only once: end it instead.`);
    }
    if (!changesAt) throw new DomainError("conflict", `The freeze ${name} is never over: end it instead.`);
    await tx.update(freezeWindows).set({ skippedUntil: changesAt }).where(eq(freezeWindows.id, id));
    await lookAgain(tx, place);
    const until = changesAt.toISOString();
    return {
      result: { id, until },
      subject: id,
      subjectName: name,
      after: { skippedUntil: until },
      events: [
        {
          type: "freeze.skipped",
          subject: id,
          ...place,
          message: `${actorName(ctx.actor)} ended the freeze ${name} for this time only: it comes again.`,
        },
      ],
      topics: [topics.freezes, "delivery"],
    };
  });
}

/** It holds no more, and never comes again. Throws `not_found`. */
export async function endFreeze(ctx: Context, { id }: EndFreeze): Promise<{ id: string }> {
  demand(ctx.actor, "freeze.edit");
  const permit = permitEditFreeze(ctx.actor, "freeze.end", await coveredBy(ctx, id));
  return mutate(ctx, permit, async (tx) => {
    const [row] = await tx
      .update(freezeWindows)
      .set({ endedAt: sql`now()` })
      .where(and(eq(freezeWindows.id, id), isNull(freezeWindows.endedAt)))
      .returning({
        name: freezeWindows.name,
        serviceId: freezeWindows.serviceId,
        environmentId: freezeWindows.environmentId,
      });
    if (!row) throw new DomainError("not_found", "There is no such freeze any more.");
    const { name, ...place } = row;
    await lookAgain(tx, place);
    return {
      result: { id },
      subject: id,
      subjectName: name,
      events: [
        {
          type: "freeze.ended",
          subject: id,
          ...place,
          message: `${actorName(ctx.actor)} ended the freeze ${name}.`,
        },
      ],
      topics: [topics.freezes, "delivery"],
    };
  });
}

/** The environments that a freeze covers; none for one that does not exist. */
async function coveredBy(ctx: Context, id: string) {
  const [found] = await ctx.db
    .select({ environmentId: freezeWindows.environmentId })
    .from(freezeWindows)
    .where(eq(freezeWindows.id, id));
  if (!found) return [];
  return found.environmentId ? [await getEnvironment(ctx, found.environmentId)] : listEnvironments(ctx);
}
