import "server-only";
import { and, eq, isNull, lt, sql } from "drizzle-orm";

import { idempotencyKeys } from "@/db/schema";

import type { Context } from "./context";

/** How long a key answers the same. */
const KEPT_HOURS = 24;
/** A first request older than this has lost its process: no command takes anywhere near as long. */
const ABANDONED_SECONDS = 60;

export type Remembered = { status: number; body: unknown };
/** `first`: carry it out, then `remember` or `release` with this claim. */
export type Claim =
  | { state: "first"; key: Key; claimedAt: Date }
  | { state: "known"; answer: Remembered }
  | { state: "running" }
  | { state: "mismatch" };

type Key = { actor: string; key: string };

/**
 * Takes an idempotency key, or says why not. This bookkeeping of the transport is written without a permit and
 * without an audit entry: it changes nothing that a person could see, and the command behind it does its own.
 *
 * A first request that died leaves its key without an answer; after a minute the next one takes the key over. The
 * dead one may have committed its change before it died, so the change can then be asked for twice, and what keeps it
 * from happening twice are the constraints of the command (a taken name, a release that serves already).
 */
export function claim(ctx: Context, key: Key, fingerprint: string): Promise<Claim> {
  return ctx.transaction(async (tx): Promise<Claim> => {
    const mine = and(eq(idempotencyKeys.actor, key.actor), eq(idempotencyKeys.key, key.key));
    // Milliseconds, so that the claim survives the way through a JavaScript Date.
    const claimedAt = sql<Date>`date_trunc('milliseconds', clock_timestamp())`;
    const claimed = { at: idempotencyKeys.createdAt };

    const [inserted] = await tx
      .insert(idempotencyKeys)
      .values({ ...key, fingerprint, createdAt: claimedAt })
      .onConflictDoNothing()
      .returning(claimed);
    if (inserted) return { state: "first", key, claimedAt: inserted.at };

    const [row] = await tx
      .select({
        fingerprint: idempotencyKeys.fingerprint,
        status: idempotencyKeys.status,
        body: idempotencyKeys.body,
        abandoned: sql<boolean>`${idempotencyKeys.createdAt} < now() - make_interval(secs => ${ABANDONED_SECONDS})`,
        expired: sql<boolean>`${idempotencyKeys.createdAt} < now() - make_interval(hours => ${KEPT_HOURS})`,
      })
      .from(idempotencyKeys)
      .where(mine)
      .for("update");
    if (!row) return { state: "running" }; // freed or pruned between the two statements: try again
    if (!row.expired) {
      if (row.fingerprint !== fingerprint) return { state: "mismatch" };
      if (row.status !== null) return { state: "known", answer: { status: row.status, body: row.body } };
      if (!row.abandoned) return { state: "running" };
    }
    const [taken] = await tx
      .update(idempotencyKeys)
      .set({ fingerprint, status: null, body: null, createdAt: claimedAt })
      .where(mine)
      .returning(claimed);
    return taken ? { state: "first", key, claimedAt: taken.at } : { state: "running" };
  });
}

type First = Extract<Claim, { state: "first" }>;

/** Keeps the answer, unless somebody has taken the key over in the meantime. */
export function remember(ctx: Context, first: First, { status, body }: Remembered): Promise<void> {
  return ctx.transaction(async (tx) => {
    await tx.update(idempotencyKeys).set({ status, body }).where(stillMine(first));
  });
}

/** Frees the key, so that the next request is a first one again. */
export function release(ctx: Context, first: First): Promise<void> {
  return ctx.transaction(async (tx) => {
    await tx.delete(idempotencyKeys).where(stillMine(first));
  });
}

/** Forgets what is older than a day; for a schedule. Returns how many keys that were. */
export function pruneIdempotencyKeys(ctx: Pick<Context, "transaction">): Promise<number> {
  return ctx.transaction(async (tx) => {
    const pruned = await tx
      .delete(idempotencyKeys)
      .where(lt(idempotencyKeys.createdAt, sql`now() - make_interval(hours => ${KEPT_HOURS})`))
      .returning({ key: idempotencyKeys.key });
    return pruned.length;
  });
}

/** The time of the claim is its fencing token: a takeover moves it. */
const stillMine = ({ key, claimedAt }: First) =>
  and(
    eq(idempotencyKeys.actor, key.actor),
    eq(idempotencyKeys.key, key.key),
    eq(idempotencyKeys.createdAt, claimedAt),
    isNull(idempotencyKeys.status),
  );
