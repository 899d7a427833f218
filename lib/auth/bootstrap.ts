import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";

import type { Tx } from "@/db/client";
import { newId } from "@/db/columns";
import { TOKEN_SCOPES } from "@/db/enums";
import { installation, tokens, users } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";
import { grant } from "@/lib/core/permit";

import { TOKEN_PREFIX } from "./bearer";
import { NewPassword, topics } from "./contract";
import { fingerprint, randomSecret } from "./keys";
import { hashPassword } from "./password";
import { isSetUp } from "./set-up-state";

/** SLIPWAY_ADMIN_EMAIL, SLIPWAY_ADMIN_PASSWORD and SLIPWAY_ADMIN_TOKEN, as they stand in the environment. */
export type Headless = {
  email?: string | undefined;
  password?: string | undefined;
  token?: string | undefined;
};

/** A wrong setting; its message is one sentence for whoever starts Slipway. */
export class HeadlessProblem extends Error {
  override name = "HeadlessProblem";
}

/**
 * The first run. Creates the administrator and the token that the environment names, or else a one-time set-up link.
 * Once anybody exists it changes nothing, so every start may call it, two at once too.
 * @returns the path of the set-up link; null when there is nothing left to set up.
 */
export async function bootstrap(ctx: Context, headless: Headless): Promise<string | null> {
  if (await isSetUp(ctx.db)) return null;
  const given = readHeadless(headless);
  const passwordHash = given && (await hashPassword(given.password));
  return mutate(ctx, grant(ctx.actor, "installation.prepare", ctx.actor.type === "job", ""), async (tx) => {
    // The row's lock makes two starts take turns; the second one sees what the first one did.
    await tx.insert(installation).values({ id: 1 }).onConflictDoNothing();
    await tx.select({ id: installation.id }).from(installation).for("update");
    const [somebody] = await tx.select({ id: users.id }).from(users).limit(1);
    if (somebody) return { result: null, subject: "installation" };
    if (given && passwordHash) {
      await createAdministrator(tx, given, passwordHash);
      const after = { administrator: given.email, token: Boolean(given.token) };
      return { result: null, subject: "installation", after, topics: [topics.people, topics.tokens] };
    }
    const secret = randomSecret();
    await tx.update(installation).set({ setUpTokenHash: fingerprint(secret) });
    return { result: `/set-up?token=${secret}`, subject: "installation", after: { setUpLink: "renewed" } };
  });
}

const HeadlessSetUp = z.object({
  email: z.email("SLIPWAY_ADMIN_EMAIL is not an e-mail address.").toLowerCase(),
  password: z.string({ error: "SLIPWAY_ADMIN_EMAIL needs SLIPWAY_ADMIN_PASSWORD beside it." }),
  token: z
    .string()
    .regex(
      new RegExp(String.raw`^${TOKEN_PREFIX}[\w-]{20,}$`),
      `SLIPWAY_ADMIN_TOKEN must start with ${TOKEN_PREFIX} and have at least 24 characters: letters, digits, _ and -.`,
    )
    .optional(),
});

function readHeadless({ email, password, token }: Headless) {
  if (!email && !password && !token) return undefined;
  if (!email) {
    throw new HeadlessProblem("SLIPWAY_ADMIN_PASSWORD and SLIPWAY_ADMIN_TOKEN need SLIPWAY_ADMIN_EMAIL.");
  }
  const read = HeadlessSetUp.safeParse({ email, password, token: token || undefined });
  if (!read.success) throw new HeadlessProblem(firstSentence(read.error));
  const weak = NewPassword.safeParse(read.data.password);
  if (!weak.success) throw new HeadlessProblem(`SLIPWAY_ADMIN_PASSWORD: ${firstSentence(weak.error)}`);
  return read.data;
}

const firstSentence = (error: z.ZodError) => error.issues[0]?.message ?? "The set-up values are not valid.";

async function createAdministrator(tx: Tx, given: z.infer<typeof HeadlessSetUp>, passwordHash: string) {
  const id = newId("usr");
  const name = given.email.split("@")[0] ?? given.email;
  await tx.insert(users).values({ id, email: given.email, name, role: "administrator", passwordHash });
  await tx.update(installation).set({ setUpTokenHash: null, completedAt: sql`now()` });
  if (!given.token) return;
  // It never expires: whoever set it in the environment changes it there, and can revoke it under Settings.
  await tx.insert(tokens).values({
    name: "Set-up token",
    hash: fingerprint(given.token),
    hint: given.token.slice(-4),
    scopes: [...TOKEN_SCOPES],
    role: "administrator",
    createdBy: id,
  });
}
