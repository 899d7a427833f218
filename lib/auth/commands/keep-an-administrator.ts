import "server-only";
import { and, asc, eq, isNull } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { users } from "@/db/schema";
import { DomainError } from "@/lib/core/errors";

/**
 * Throws `conflict` unless somebody else remains who can administer. Locks the rows of all administrators in one order,
 * so that two who take each other's role away take turns, and the second one finds out.
 */
export async function keepAnAdministrator(tx: Tx, leavingId: string): Promise<void> {
  const administrators = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "administrator"), isNull(users.disabledAt)))
    .orderBy(asc(users.id))
    .for("update");
  const isOne = administrators.some(({ id }) => id === leavingId);
  if (isOne && administrators.length === 1) {
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
