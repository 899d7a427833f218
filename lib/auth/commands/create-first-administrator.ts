import "server-only";
import { eq, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { newId } from "@/db/columns";
import { installation, users } from "@/db/schema";
import type { Context, UserActor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { grant } from "@/lib/core/permit";

import { topics, type CreateFirstAdministrator } from "../contract";
import { fingerprint } from "../keys";
import { hashPassword } from "../password";
import { opensSetUp } from "../set-up-state";

/**
 * Turns the one-time set-up link into the first administrator. Of two who use it at once, the row of the installation
 * lets one through; the other gets `conflict`.
 */
export async function createFirstAdministrator(
  ctx: Context,
  input: CreateFirstAdministrator,
): Promise<UserActor> {
  const hash = fingerprint(input.token);
  // Looked at before the password is hashed, so that a stranger can't make us hash.
  if (!(await opensSetUp(ctx.db, input.token))) throw usedUp();
  const passwordHash = await hashPassword(input.password);
  const person: UserActor = { type: "user", id: newId("usr"), name: input.name, role: "administrator" };
  return mutate(ctx, grant(person, "installation.set_up", true, ""), async (tx) => {
    await closeSetUp(tx, hash);
    await tx
      .insert(users)
      .values({ id: person.id, name: person.name, email: input.email, role: person.role, passwordHash });
    return {
      result: person,
      subject: person.id,
      subjectName: person.name,
      after: { email: input.email, role: person.role },
      topics: [topics.people],
    };
  });
}

async function closeSetUp(tx: Tx, hash: string) {
  const closed = await tx
    .update(installation)
    .set({ setUpTokenHash: null, completedAt: sql`now()` })
    .where(eq(installation.setUpTokenHash, hash))
    .returning({ id: installation.id });
  if (closed.length === 0) throw usedUp();
}

const usedUp = () =>
  new DomainError(
    "conflict",
    "This set-up link has been used or replaced. The newest one stands in the terminal where Slipway was started.",
  );
