import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";

// oxlint-disable-next-line no-restricted-imports -- the actor comes before the context, which is made of it
import { db } from "@/db/client";
import type { Role } from "@/db/enums";
import type { Actor, UserActor } from "@/lib/core/context";

import { bearerOf, tokenActor } from "./bearer";
import { findSession, type SignedIn } from "./session";
import { readSessionCookie } from "./session-cookie";
import { isSetUp } from "./set-up-state";

/** The person at the browser, as the shell shows them. */
export type Person = { id: string; name: string; email: string; role: Role };

/**
 * Who is asking. A bearer token decides alone: an invalid one is refused (`unauthenticated`) and never falls back to
 * the cookie, so that a caller can't act as somebody else than it thinks.
 */
export async function currentActor(): Promise<Actor> {
  const bearer = bearerOf((await headers()).get("authorization"));
  if (bearer !== undefined) return tokenActor(db(), bearer);
  const session = await currentSession();
  return session ? userOf(session) : { type: "anonymous" };
}

/** The signed-in person, or undefined. */
export async function currentPerson(): Promise<Person | undefined> {
  const session = await currentSession();
  return session && personOf(session);
}

/** For the frame of the portal: sends everybody else to sign in, or to set up a fresh installation. */
export const requirePerson = async (): Promise<Person> => personOf(await requireSession());

/** For its pages, which act in that person's name: the same, whatever else the request claims to be. */
export const requireUser = async (): Promise<UserActor> => userOf(await requireSession());

async function requireSession(): Promise<SignedIn> {
  const session = await currentSession();
  if (session) return session;
  if (!(await isSetUp(db()))) redirect("/set-up");
  const next = (await headers()).get("x-slipway-path") ?? "/"; // set by proxy.ts
  redirect(next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
}

/** Once per request: the layout, the page and the context ask for it. */
const currentSession = cache(async () => {
  const sessionId = await readSessionCookie();
  return sessionId === undefined ? undefined : findSession(db(), sessionId);
});

const personOf = ({ id, name, email, role }: SignedIn): Person => ({ id, name, email, role });
const userOf = ({ id, name, role, sessionId }: SignedIn): UserActor => ({
  type: "user",
  id,
  name,
  role,
  sessionId,
});
