import "server-only";
import { eq } from "drizzle-orm";

import { users } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";
import { permit } from "@/lib/core/permit";

import { topics, type ChangeRole } from "../contract";
import { keepAnAdministrator, personForUpdate } from "./keep-an-administrator";

/** Gives a person another role, from their next request on. The last administrator keeps theirs: `conflict`. */
export async function changeRole(ctx: Context, { id, role }: ChangeRole): Promise<{ id: string }> {
  const allowed = permit(ctx.actor, "person.edit", { action: "person.change_role" });
  return mutate(ctx, allowed, async (tx) => {
    if (role !== "administrator") await keepAnAdministrator(tx, id);
    const person = await personForUpdate(tx, id);
    await tx.update(users).set({ role }).where(eq(users.id, id));
    return {
      result: { id },
      subject: id,
      subjectName: person.name,
      before: { role: person.role },
      after: { role },
      topics: [topics.people, topics.tokens],
    };
  });
}
