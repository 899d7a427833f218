import "server-only";
import { and, desc, eq, gt, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { signInAttempts } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

const WINDOW_MS = 15 * 60_000;
export const ACCOUNT_FAILURES = 5;
/** Many people can share an address; an address can also be forged, so the limit per account holds without it. */
export const ADDRESS_FAILURES = 30;
/** Nothing needs older attempts, and people type passwords into the wrong field. */
const KEEP_MS = 24 * 3_600_000;

/**
 * Books an attempt as failed before the password is looked at, so that parallel guesses can't outrun the count. Throws
 * `too_many_requests` without booking when the account or the address has failed too often within 15 minutes.
 * @returns the id to settle with `attemptSucceeded`.
 */
export function bookAttempt(ctx: Context, email: string): Promise<string> {
  const ip = ctx.request.ip ?? "unknown";
  return ctx.transaction(async (tx) => {
    // Always account before address, so that two attempts never wait for each other in a circle.
    await lock(tx, `sign-in account ${email}`);
    await lock(tx, `sign-in address ${ip}`);
    const accountFailures = await failuresOfAccount(tx, email);
    refuseFrom(accountFailures, ACCOUNT_FAILURES, "this account");
    refuseFrom(await failuresOfAddress(tx, ip), ADDRESS_FAILURES, "your address");
    await tx.delete(signInAttempts).where(sql`${signInAttempts.at} < now() - ${interval(KEEP_MS)}`);
    const id = (
      await tx
        .insert(signInAttempts)
        .values({ email, ip, succeeded: false, at: sql`clock_timestamp()` })
        .returning({ id: signInAttempts.id })
    )[0]?.id;
    if (!id) throw new Error("The attempt was not booked.");
    return id;
  });
}

/** Clears the account's failures: what counts is what came after the last success. */
export async function attemptSucceeded(ctx: Context, id: string): Promise<void> {
  await ctx.transaction((tx) =>
    tx.update(signInAttempts).set({ succeeded: true }).where(eq(signInAttempts.id, id)),
  );
}

async function failuresOfAccount(tx: Tx, email: string): Promise<Date[]> {
  const rows = await recent(tx, eq(signInAttempts.email, email), ACCOUNT_FAILURES);
  const success = rows.findIndex((row) => row.succeeded);
  return (success === -1 ? rows : rows.slice(0, success)).map((row) => row.at);
}

async function failuresOfAddress(tx: Tx, ip: string): Promise<Date[]> {
  const failed = and(eq(signInAttempts.ip, ip), eq(signInAttempts.succeeded, false));
  return (await recent(tx, failed, ADDRESS_FAILURES)).map((row) => row.at);
}

const recent = (tx: Tx, whose: ReturnType<typeof and>, limit: number) =>
  tx
    .select({ at: signInAttempts.at, succeeded: signInAttempts.succeeded })
    .from(signInAttempts)
    .where(and(whose, gt(signInAttempts.at, sql`clock_timestamp() - ${interval(WINDOW_MS)}`)))
    .orderBy(desc(signInAttempts.at))
    .limit(limit);

/** @param failures newest first; the window opens again when the oldest of them leaves it. */
function refuseFrom(failures: Date[], limit: number, whose: string) {
  const oldest = failures[limit - 1];
  if (!oldest) return;
  const againAt = new Date(oldest.getTime() + WINDOW_MS);
  const minutes = Math.max(1, Math.ceil((againAt.getTime() - Date.now()) / 60_000));
  throw new DomainError(
    "too_many_requests",
    `Too many failed attempts for ${whose}. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}, at ${againAt.toISOString().slice(11, 16)} UTC.`,
  );
}

const lock = (tx: Tx, what: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${what}, 0))`);
const interval = (ms: number) => sql`make_interval(secs => ${ms / 1_000})`;
