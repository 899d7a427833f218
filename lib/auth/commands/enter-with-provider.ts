import "server-only";
import { and, eq, sql } from "drizzle-orm";

import { identities, users } from "@/db/schema";
import type { Context, UserActor } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";
import { grant } from "@/lib/core/permit";

import { topics } from "../contract";
import { recordRefusal } from "./record-refusal";

/** What a provider says about whoever signed in there. */
export type ProviderAccount = {
  provider: string;
  accountId: string;
  /** Only when the provider vouches that the address belongs to them. */
  verifiedEmail: string | undefined;
};

/** Keys of the sentences on the sign-in page. */
export type EntranceRefusal = "NotInvited" | "EmailNotVerified" | "Disabled";

/**
 * The person behind an account at a provider. A known account is found by its id there, for good, whatever its address
 * becomes; a new one is linked to the person whom an administrator has invited under the same, verified address.
 * A refusal is recorded, with the address that the provider vouches for: an administrator may want to invite it.
 */
export async function enterWithProvider(
  ctx: Context,
  account: ProviderAccount,
): Promise<UserActor | EntranceRefusal> {
  const found = await personOf(ctx, account);
  if (found.refusal === undefined) return actorOf(found.person);
  const { provider: method, verifiedEmail: address } = account;
  await recordRefusal(ctx, found.person, { method, refusal: found.refusal, ...(address && { address }) });
  return found.refusal;
}

type Found =
  | { person: Person; refusal?: undefined }
  | { person?: Person | undefined; refusal: EntranceRefusal };

async function personOf(ctx: Context, account: ProviderAccount): Promise<Found> {
  const known = await findByAccount(ctx, account);
  if (known) return known.disabledAt ? { person: known, refusal: "Disabled" } : { person: known };
  if (!account.verifiedEmail) return { refusal: "EmailNotVerified" };
  const [invited] = await ctx.db
    .select(columns)
    .from(users)
    .where(eq(sql`lower(${users.email})`, account.verifiedEmail.toLowerCase()));
  if (!invited) return { refusal: "NotInvited" };
  if (invited.disabledAt) return { person: invited, refusal: "Disabled" };
  await link(ctx, account, actorOf(invited));
  // Read again: of two first sign-ins at once, the index let one through.
  const linked = await findByAccount(ctx, account);
  return linked ? { person: linked } : { refusal: "NotInvited" };
}

type Person = NonNullable<Awaited<ReturnType<typeof findByAccount>>>;
const columns = { id: users.id, name: users.name, role: users.role, disabledAt: users.disabledAt };

async function findByAccount(ctx: Context, { provider, accountId }: ProviderAccount) {
  const [person] = await ctx.db
    .select(columns)
    .from(identities)
    .innerJoin(users, eq(users.id, identities.userId))
    .where(and(eq(identities.provider, provider), eq(identities.providerAccountId, accountId)));
  return person;
}

function link(ctx: Context, { provider, accountId }: ProviderAccount, person: UserActor): Promise<void> {
  return mutate(ctx, grant(person, "person.link_provider", true, ""), async (tx) => {
    await tx
      .insert(identities)
      .values({ userId: person.id, provider, providerAccountId: accountId })
      .onConflictDoNothing();
    return {
      result: undefined,
      subject: person.id,
      subjectName: person.name,
      after: { provider },
      topics: [topics.people],
    };
  });
}

const actorOf = ({ id, name, role }: Pick<UserActor, "id" | "name" | "role">): UserActor => ({
  type: "user",
  id,
  name,
  role,
});
