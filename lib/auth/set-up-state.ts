import "server-only";
import { users } from "@/db/schema";
import type { Context } from "@/lib/core/context";

/** Whether anybody exists who could sign in. */
export async function isSetUp(db: Context["db"]): Promise<boolean> {
  return (await db.select({ id: users.id }).from(users).limit(1)).length > 0;
}
