import "server-only";
import { and, asc, eq, isNull, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { users } from "@/db/schema";
import { DomainError } from "@/lib/core/errors";

/**
 * Throws `conflict` unless somebody else remains who can administer: who can sign in, with a password or through a
 * provider. An invitation that nobody has accepted does not count, for nobody may ever. Locks the rows of all
 * administrators in one order, so that two who take each other's role away take turns, and the second one finds out.
 */
export async function keepAnAdministrator(tx: Tx, leavingId: string): Promise<void> {
  const administrators = await tx
    .select({
      id: users.id,
      // Named in full: a single-table select leaves out table names, and both tables have an id.
      canSignIn: sql<boolean>`(${users.passwordHash} is not null
        or exists (select 1 from identities i where i.user_id = "users"."id"))`,
    })
    .from(users)
    .where(and(eq(users.role, "administrator"), isNull(users.disabledAt)))
    .orderBy(asc(users.id))
    .for("update");
  const able = administrators.filter(({ canSignIn }) => canSignIn);
  if (able.length === 1 && able[0]?.id === leavingId) {
    throw new DomainError(
      "conflict",
      "This is the last administrator. Make somebody else an administrator first.",
    );
  }
}

/** The person, locked until the transaction ends. Throws `not_found`. */
export async function personForUpdate(tx: Tx, id: string) {
  const [person] = await tx
    .select({ name: users.name, role: users.role, disabledAt: users.disabledAt })
    .from(users)
    .where(eq(users.id, id))
    .for("update");
  if (!person) throw new DomainError("not_found", "That person does not exist.");
  return person;
}
