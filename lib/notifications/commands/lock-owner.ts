import "server-only";
import { eq } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { users } from "@/db/schema";

/**
 * The row of a person is the lock under which what is their own is counted and added to. It keeps out whoever takes it
 * as well, and nobody who only refers to the person.
 */
export const lockOwner = (tx: Tx, userId: string) =>
  tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("no key update");
