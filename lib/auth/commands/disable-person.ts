import "server-only";
import { eq, sql } from "drizzle-orm";

import { users } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { permit } from "@/lib/core/permit";

import { topics, type DisablePerson, type EnablePerson } from "../contract";
import { revokeSessionsOf } from "./end-session";
import { keepAnAdministrator, personForUpdate } from "./keep-an-administrator";

/** Shuts a person out at once: sessions end, one-time links stop working, their tokens rest. Throws `conflict`. */
export async function disablePerson(ctx: Context, { id }: DisablePerson): Promise<{ id: string }> {
  const allowed = permit(ctx.actor, "person.edit", { action: "person.disable" });
  if (ctx.actor.type === "user" && ctx.actor.id === id) {
    throw new DomainError("conflict", "You can't disable your own account. Another administrator can.");
  }
  return mutate(ctx, allowed, async (tx) => {
    await keepAnAdministrator(tx, id);
    const person = await personForUpdate(tx, id);
    if (person.disabledAt) throw new DomainError("conflict", `${person.name} is disabled already.`);
    await tx
      .update(users)
      .set({ disabledAt: sql`now()`, passwordLinkHash: null, passwordLinkExpiresAt: null })
      .where(eq(users.id, id));
    const sessionsEnded = await revokeSessionsOf(tx, id);
    return {
      result: { id },
      subject: id,
      subjectName: person.name,
      before: { disabled: false },
      after: { disabled: true, sessionsEnded },
      topics: [topics.people, topics.sessions, topics.tokens],
    };
  });
}

/** Lets a disabled person in again, with the role, the password and the tokens they had. */
export async function enablePerson(ctx: Context, { id }: EnablePerson): Promise<{ id: string }> {
  const allowed = permit(ctx.actor, "person.edit", { action: "person.enable" });
  return mutate(ctx, allowed, async (tx) => {
    const person = await personForUpdate(tx, id);
    if (!person.disabledAt) throw new DomainError("conflict", `${person.name} is not disabled.`);
    await tx.update(users).set({ disabledAt: null }).where(eq(users.id, id));
    return {
      result: { id },
      subject: id,
      subjectName: person.name,
      before: { disabled: true },
      after: { disabled: false },
      topics: [topics.people, topics.tokens],
    };
  });
}
