import "server-only";
import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";

import type { Database } from "@/db/client";
import type { Role } from "@/db/enums";
import { sessions, users } from "@/db/schema";

/** A session ends this long after it was last used. */
export const SESSION_MS = 14 * 24 * 3_600_000;
/** Reading a page must not cost a write, so "last seen" is exact to the minute only. */
const TOUCH_INTERVAL_MS = 60_000;

export type SignedIn = { sessionId: string; id: string; name: string; email: string; role: Role };

/** The person behind a session that is neither revoked nor expired and whose person is not disabled. One query. */
export async function findSession(db: Database, sessionId: string): Promise<SignedIn | undefined> {
  const [row] = await db
    .select({
      sessionId: sessions.id,
      id: users.id,
      name: users.name,
      email: users.email,
      role: users.role,
      stale: sql<boolean>`${sessions.lastSeenAt} < now() - ${seconds(TOUCH_INTERVAL_MS)}`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.id, sessionId),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, sql`now()`),
        isNull(users.disabledAt),
      ),
    );
  if (!row) return undefined;
  const { stale, ...signedIn } = row;
  if (stale) await touch(db, signedIn);
  return signedIn;
}

async function touch(db: Database, { sessionId, id }: SignedIn) {
  const touched = await db
    .update(sessions)
    .set({ lastSeenAt: sql`now()`, expiresAt: sql`now() + ${seconds(SESSION_MS)}` })
    .where(
      and(eq(sessions.id, sessionId), lt(sessions.lastSeenAt, sql`now() - ${seconds(TOUCH_INTERVAL_MS)}`)),
    )
    .returning({ id: sessions.id });
  if (touched.length > 0) {
    await db
      .update(users)
      .set({ lastSeenAt: sql`now()` })
      .where(eq(users.id, id));
  }
}

const seconds = (ms: number) => sql`make_interval(secs => ${ms / 1_000})`;
