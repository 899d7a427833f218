import "server-only";
import { eq } from "drizzle-orm";

import { installation, users } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { fingerprint } from "./keys";

/** Whether anybody exists who could sign in. */
export async function isSetUp(db: Context["db"]): Promise<boolean> {
  return (await db.select({ id: users.id }).from(users).limit(1)).length > 0;
}

/** Whether this is the newest one-time link, so that nobody fills in a form which can only be refused. */
export async function opensSetUp(db: Context["db"], token: string): Promise<boolean> {
  const rows = await db
    .select({ id: installation.id })
    .from(installation)
    .where(eq(installation.setUpTokenHash, fingerprint(token)));
  return rows.length > 0;
}
