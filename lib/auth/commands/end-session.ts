import "server-only";
import { and, eq, isNull, ne, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { sessions, users } from "@/db/schema";
import type { Context, UserActor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand, grant, permit } from "@/lib/core/permit";

import { topics, type RevokeAllSessions, type RevokeSession } from "../contract";

/** Ends the session that asks. Signing out twice is fine. */
export async function signOut(ctx: Context): Promise<void> {
  const { actor } = ctx;
  if (actor.type !== "user" || !actor.sessionId) return;
  const sessionId = actor.sessionId;
  await mutate(ctx, grant(actor, "session.end", true, ""), async (tx) => {
    await revoke(tx, eq(sessions.id, sessionId));
    return { result: undefined, subject: sessionId, subjectName: actor.name, topics: [topics.sessions] };
  });
}

/** Ends one session: one's own, or anybody's for an administrator. */
export async function revokeSession(ctx: Context, { id }: RevokeSession): Promise<{ id: string }> {
  demand(ctx.actor, "read");
  const [session] = await ctx.db
    .select({ userId: sessions.userId, name: users.name })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.id, id));
  const own = session && isSelf(ctx, session.userId);
  const allowed = own ? grant(ctx.actor, "session.revoke", true, "") : othersPermit(ctx);
  return mutate(ctx, allowed, async (tx) => {
    const ended = await revoke(tx, eq(sessions.id, id));
    if (!session || ended === 0) throw new DomainError("not_found", "That session has already ended.");
    return { result: { id }, subject: id, subjectName: session.name, topics: [topics.sessions] };
  });
}

/** Ends all sessions of a person but the one that asks. Returns how many those were. */
export async function revokeAllSessions(ctx: Context, input: RevokeAllSessions): Promise<{ ended: number }> {
  const self = ctx.actor.type === "user" ? ctx.actor : undefined;
  const personId = input.personId ?? self?.id;
  const own = personId !== undefined && isSelf(ctx, personId);
  const allowed = own ? grant(ctx.actor, "session.revoke", true, "") : othersPermit(ctx);
  if (!personId) throw new DomainError("invalid", "Say whose sessions.");
  const [person] = await ctx.db.select({ name: users.name }).from(users).where(eq(users.id, personId));
  if (!person) throw new DomainError("not_found", "That person does not exist.");
  return mutate(ctx, allowed, async (tx) => {
    const ended = await revokeSessionsOf(tx, personId, self);
    return {
      result: { ended },
      subject: personId,
      subjectName: person.name,
      after: { sessionsEnded: ended },
      topics: [topics.sessions],
    };
  });
}

/** Inside another change: a disabled person, a new password. @param except whose own session stays. */
export function revokeSessionsOf(tx: Tx, personId: string, except?: UserActor): Promise<number> {
  return revoke(
    tx,
    and(eq(sessions.userId, personId), except?.sessionId ? ne(sessions.id, except.sessionId) : undefined),
  );
}

async function revoke(tx: Tx, which: ReturnType<typeof and>): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ revokedAt: sql`now()` })
    .where(and(which, isNull(sessions.revokedAt)))
    .returning({ id: sessions.id });
  return ended.length;
}

const isSelf = ({ actor }: Context, personId: string) => actor.type === "user" && actor.id === personId;
const othersPermit = (ctx: Context) => permit(ctx.actor, "person.edit", { action: "session.revoke" });
