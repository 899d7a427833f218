import "server-only";
import { eq, sql } from "drizzle-orm";

import { users } from "@/db/schema";
import type { Context, UserActor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import type { SignIn } from "../contract";
import { verifyPassword } from "../password";
import { attemptSucceeded, bookAttempt, withdrawAttempt } from "../sign-in-limit";
import { recordRefusal } from "./record-refusal";

/**
 * The person behind an e-mail address and a password. Throws `unauthenticated` with one sentence for every reason, and
 * takes the same time and the same writes whether the account exists or not; `too_many_requests` after too many,
 * and `unavailable` when too many are at it at once.
 */
export async function checkPassword(ctx: Context, { email, password }: SignIn): Promise<UserActor> {
  const attemptId = await bookAttempt(ctx, email);
  const [person] = await ctx.db
    .select({
      id: users.id,
      name: users.name,
      role: users.role,
      passwordHash: users.passwordHash,
      disabledAt: users.disabledAt,
    })
    .from(users)
    .where(eq(sql`lower(${users.email})`, email));
  const correct = await verifyPassword(password, person?.passwordHash).catch(async (error: unknown) => {
    await withdrawAttempt(ctx, attemptId); // not looked at, so it was no guess
    throw error;
  });
  if (!person || !correct) {
    await recordRefusal(ctx, person, { method: "password", refusal: "WrongPassword" });
    throw new DomainError("unauthenticated", "E-mail address and password do not belong together.");
  }
  // Only somebody who knows the password is told this.
  if (person.disabledAt) {
    await recordRefusal(ctx, person, { method: "password", refusal: "Disabled" });
    throw new DomainError("forbidden", "This account is disabled. An administrator can enable it again.");
  }
  await attemptSucceeded(ctx, attemptId);
  return { type: "user", id: person.id, name: person.name, role: person.role };
}
