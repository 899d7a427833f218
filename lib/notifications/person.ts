import "server-only";
import { eq } from "drizzle-orm";

import { tokens } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

type Reader = Pick<Context, "actor" | "db">;

/** The person who asks, or who made the token that asks. */
export async function findPersonId({ actor, db }: Reader): Promise<string | undefined> {
  if (actor.type === "user") return actor.id;
  if (actor.type !== "token") return undefined;
  const [token] = await db.select({ id: tokens.createdBy }).from(tokens).where(eq(tokens.id, actor.id));
  return token?.id ?? undefined;
}

/** Throws `forbidden` for a token that nobody made. */
export async function getPersonId(ctx: Reader): Promise<string> {
  const id = await findPersonId(ctx);
  if (id) return id;
  throw new DomainError("forbidden", "Only people have an inbox, and this token was made by nobody.");
}
