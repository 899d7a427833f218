import type { Database } from "@/db/client";
import type { Role } from "@/db/enums";
import { auditEntries, users } from "@/db/schema";
import { type Context, contextOf, type UserActor } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import { hashPassword } from "./password";

export const PASSWORD = "a good long password";
let people = 0;

/** A person in the database, as the actor they would be. Only `password` costs a hash. */
export async function aPerson(
  db: Database,
  role: Role = "developer",
  { password, name = `Person ${people}` }: { password?: string; name?: string } = {},
): Promise<UserActor & { email: string }> {
  people += 1;
  const email = `person-${people}@example.test`;
  const [row] = await db
    .insert(users)
    .values({ name, email, role, passwordHash: password ? await hashPassword(password) : null })
    .returning({ id: users.id });
  return { type: "user", id: required(row, "the inserted person").id, name, role, email };
}

/** A stranger at an address of their own. */
export const stranger = (db: Database, ip = "192.0.2.1"): Context =>
  contextOf({ type: "anonymous" }, db, { id: "req_test", ip });

/** The audit entries of one action, newest first. */
export async function audited(db: Database, action: string) {
  const entries = await db.select().from(auditEntries);
  return entries.filter((entry) => entry.action === action).toSorted((a, b) => (a.id < b.id ? 1 : -1));
}
