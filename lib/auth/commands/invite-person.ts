import "server-only";
import { and, eq, isNull } from "drizzle-orm";

import { users } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { permit } from "@/lib/core/permit";

import { topics, type InvitationView, type InvitePerson, type RenewInvitation } from "../contract";
import { fingerprint, randomSecret } from "../keys";

const LINK_MS = 3 * 24 * 3_600_000;

/**
 * Lets a person in: with a password set through the returned one-time link, or through a provider that vouches for the
 * same e-mail address. Throws `conflict` when the address is taken.
 */
export async function invitePerson(ctx: Context, input: InvitePerson): Promise<InvitationView> {
  const allowed = permit(ctx.actor, "person.invite");
  const link = newLink();
  return mutate(ctx, allowed, async (tx) => {
    const [person] = await tx
      .insert(users)
      .values({ ...input, ...link.columns })
      .onConflictDoNothing()
      .returning({ id: users.id });
    if (!person) {
      const message = `Somebody with the address ${input.email} is here already.`;
      throw new DomainError("conflict", message, { fields: [{ path: "email", message }] });
    }
    return {
      result: { id: person.id, ...link.view },
      subject: person.id,
      subjectName: input.name,
      after: { email: input.email, role: input.role },
      topics: [topics.people],
    };
  });
}

/** A fresh link for somebody who lost the first one, or their password; the link before it stops working. */
export async function renewInvitation(ctx: Context, { id }: RenewInvitation): Promise<InvitationView> {
  const allowed = permit(ctx.actor, "person.invite", { action: "person.renew_link" });
  const link = newLink();
  return mutate(ctx, allowed, async (tx) => {
    const [person] = await tx
      .update(users)
      .set(link.columns)
      .where(and(eq(users.id, id), isNull(users.disabledAt)))
      .returning({ name: users.name });
    if (!person) throw new DomainError("not_found", "That person does not exist or is disabled.");
    return {
      result: { id, ...link.view },
      subject: id,
      subjectName: person.name,
      after: { linkExpiresAt: link.view.expiresAt },
      topics: [topics.people],
    };
  });
}

function newLink() {
  const secret = randomSecret();
  const expiresAt = new Date(Date.now() + LINK_MS);
  return {
    columns: { passwordLinkHash: fingerprint(secret), passwordLinkExpiresAt: expiresAt },
    view: { path: `/invitation?token=${secret}`, expiresAt: expiresAt.toISOString() },
  };
}
