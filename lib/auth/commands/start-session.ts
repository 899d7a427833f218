import "server-only";
import { isIP } from "node:net";

import { eq, sql } from "drizzle-orm";

import { newId } from "@/db/columns";
import { sessions, users } from "@/db/schema";
import type { Context, UserActor } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";
import { grant } from "@/lib/core/permit";

import { topics } from "../contract";
import { SESSION_MS } from "../session";

/** How somebody proved who they are, and with which browser. */
export type Entrance = { method: string; userAgent: string };

/** Signs a person in who has just proved who they are. Returns the id of the session for the cookie. */
export function startSession(ctx: Context, person: UserActor, entrance: Entrance): Promise<string> {
  const permit = grant(person, "session.start", true, "");
  return mutate(ctx, permit, async (tx) => {
    const id = newId("ses");
    const address = ctx.request.ip; // a header said it, so it may be anything
    await tx.insert(sessions).values({
      id,
      userId: person.id,
      userAgent: entrance.userAgent.slice(0, 400),
      ip: address && isIP(address) ? address : null,
      expiresAt: sql`now() + make_interval(secs => ${SESSION_MS / 1_000})`,
    });
    await tx
      .update(users)
      .set({ lastSeenAt: sql`now()` })
      .where(eq(users.id, person.id));
    return {
      result: id,
      subject: id,
      subjectName: person.name,
      after: { method: entrance.method },
      topics: [topics.sessions, topics.people],
    };
  });
}
