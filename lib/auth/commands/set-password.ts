import "server-only";
import { and, eq, gt, isNull, sql } from "drizzle-orm";

import { users } from "@/db/schema";
import type { Context, UserActor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { grant } from "@/lib/core/permit";

import { topics, type ChangeOwnPassword, type SetPassword } from "../contract";
import { fingerprint } from "../keys";
import { hashPassword, verifyPassword } from "../password";
import { attemptSucceeded, bookAttempt, withdrawAttempt } from "../sign-in-limit";
import { revokeSessionsOf } from "./end-session";

/** Whose one-time link this is, while it works. */
export async function findLinkOwner(ctx: Context, token: string) {
  const [person] = await ctx.db
    .select({ id: users.id, name: users.name, email: users.email, role: users.role })
    .from(users)
    .where(linkWorks(token));
  return person;
}

/** Sets a password with a one-time link, which is used up, and ends all sessions of that person. */
export async function setPassword(ctx: Context, input: SetPassword): Promise<UserActor> {
  // Looked at before the password is hashed, so that a stranger can't make us hash.
  const owner = await findLinkOwner(ctx, input.token);
  if (!owner) throw linkIsOver();
  const person: UserActor = { type: "user", id: owner.id, name: owner.name, role: owner.role };
  const passwordHash = await hashPassword(input.password);
  return mutate(ctx, grant(person, "person.set_password", true, ""), async (tx) => {
    const used = await tx
      .update(users)
      .set({ passwordHash, passwordLinkHash: null, passwordLinkExpiresAt: null })
      .where(linkWorks(input.token))
      .returning({ id: users.id });
    if (used.length === 0) throw linkIsOver();
    const sessionsEnded = await revokeSessionsOf(tx, person.id);
    return {
      result: person,
      subject: person.id,
      subjectName: person.name,
      after: { by: "one-time link", sessionsEnded },
      topics: [topics.people, topics.sessions],
    };
  });
}

/** Changes one's own password and ends one's other sessions. Guesses at the current one count like failed sign-ins. */
export async function changeOwnPassword(
  ctx: Context,
  input: ChangeOwnPassword,
): Promise<{ sessionsEnded: number }> {
  const { actor } = ctx;
  const allowed = grant(actor, "person.set_password", actor.type === "user", "Tokens have no password.");
  if (actor.type !== "user") throw new DomainError("forbidden", "Tokens have no password.");
  await proveCurrentPassword(ctx, actor, input.currentPassword);
  const passwordHash = await hashPassword(input.password);
  return mutate(ctx, allowed, async (tx) => {
    await tx
      .update(users)
      .set({ passwordHash, passwordLinkHash: null, passwordLinkExpiresAt: null })
      .where(eq(users.id, actor.id));
    const sessionsEnded = await revokeSessionsOf(tx, actor.id, actor);
    return {
      result: { sessionsEnded },
      subject: actor.id,
      subjectName: actor.name,
      after: { by: "themselves", sessionsEnded },
      topics: [topics.people, topics.sessions],
    };
  });
}

async function proveCurrentPassword(ctx: Context, actor: UserActor, currentPassword: string) {
  const [person] = await ctx.db
    .select({ email: users.email, passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, actor.id));
  // People who came through a provider have none yet; their session is all the proof there is.
  if (!person?.passwordHash) return;
  const attemptId = await bookAttempt(ctx, person.email.toLowerCase());
  const correct = await verifyPassword(currentPassword, person.passwordHash).catch(async (error: unknown) => {
    await withdrawAttempt(ctx, attemptId); // not looked at, so it was no guess
    throw error;
  });
  if (!correct) {
    await recordWrongPassword(ctx, actor);
    const message = "This is not your current password.";
    throw new DomainError("invalid", message, { fields: [{ path: "currentPassword", message }] });
  }
  await attemptSucceeded(ctx, attemptId);
}

/** Whoever sits at an unlocked browser and guesses leaves a trace, as whoever guesses at the sign-in does. */
const recordWrongPassword = (ctx: Context, actor: UserActor) =>
  mutate(ctx, grant(actor, "person.mistake_password", true, ""), async () => ({
    result: undefined,
    subject: actor.id,
    subjectName: actor.name,
  }));

const linkWorks = (token: string) =>
  and(
    eq(users.passwordLinkHash, fingerprint(token)),
    gt(users.passwordLinkExpiresAt, sql`now()`),
    isNull(users.disabledAt),
  );

const linkIsOver = () =>
  new DomainError(
    "conflict",
    "This link has been used, replaced or is older than three days. Ask an administrator for a new one.",
  );
