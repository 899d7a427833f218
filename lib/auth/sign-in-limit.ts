import "server-only";
import { isIP } from "node:net";

import { and, desc, eq, gt, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { sessions, signInAttempts, users } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

const WINDOW_MS = 15 * 60_000;
/** Of one account from one address: whoever guesses locks the account for themselves, not for its owner. */
export const PAIR_FAILURES = 5;
/** Of one account from everywhere, for guesses from many addresses. Where its owner has signed in before is exempt. */
export const ACCOUNT_FAILURES = 50;
/** Of one address at all accounts; many people can share one. */
export const ADDRESS_FAILURES = 30;
/** Nothing needs older attempts, and people type passwords into the wrong field. */
const KEEP_MS = 24 * 3_600_000;

/**
 * Books an attempt as failed before the password is looked at, so that parallel guesses can't outrun the count. Throws
 * `too_many_requests` without booking when the account from this address, the address or the account as a whole has
 * failed too often within 15 minutes. The last of these does not hold at an address where the account has signed in
 * before: otherwise a stranger with many addresses could keep a known administrator out for good.
 * @returns the id to settle with `attemptSucceeded` or `withdrawAttempt`.
 */
export function bookAttempt(ctx: Context, email: string): Promise<string> {
  const ip = networkOf(ctx.request.ip);
  return ctx.transaction(async (tx) => {
    // Always account before address, so that two attempts never wait for each other in a circle.
    await lock(tx, `sign-in account ${email}`);
    await lock(tx, `sign-in address ${ip}`);
    refuseFrom(await failuresOfPair(tx, email, ip), PAIR_FAILURES, "this account");
    refuseFrom(
      await failuresOf(tx, eq(signInAttempts.ip, ip), ADDRESS_FAILURES),
      ADDRESS_FAILURES,
      "your address",
    );
    const everywhere = await failuresOf(tx, eq(signInAttempts.email, email), ACCOUNT_FAILURES);
    if (everywhere.length >= ACCOUNT_FAILURES && !(await hasEnteredFrom(tx, email, ip))) {
      refuseFrom(everywhere, ACCOUNT_FAILURES, "this account");
    }
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

/** Clears the failures of account and address together: what counts is what came after the last success. */
export async function attemptSucceeded(ctx: Context, id: string): Promise<void> {
  await ctx.transaction((tx) =>
    tx.update(signInAttempts).set({ succeeded: true }).where(eq(signInAttempts.id, id)),
  );
}

/** Forgets an attempt whose password was never looked at. */
export async function withdrawAttempt(ctx: Context, id: string): Promise<void> {
  await ctx.transaction((tx) => tx.delete(signInAttempts).where(eq(signInAttempts.id, id)));
}

async function failuresOfPair(tx: Tx, email: string, ip: string): Promise<Date[]> {
  const pair = and(eq(signInAttempts.email, email), eq(signInAttempts.ip, ip));
  const rows = await recent(tx, pair, PAIR_FAILURES);
  const success = rows.findIndex((row) => row.succeeded);
  return (success === -1 ? rows : rows.slice(0, success)).map((row) => row.at);
}

async function failuresOf(tx: Tx, whose: ReturnType<typeof and>, limit: number): Promise<Date[]> {
  return (await recent(tx, and(whose, eq(signInAttempts.succeeded, false)), limit)).map((row) => row.at);
}

async function hasEnteredFrom(tx: Tx, email: string, ip: string): Promise<boolean> {
  if (ip === UNKNOWN) return false;
  const [session] = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sql`lower(${users.email})`, email), sql`${sessions.ip} <<= ${ip}::inet`))
    .limit(1);
  return session !== undefined;
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

const UNKNOWN = "unknown";

/** One subscriber has a whole /64 of IPv6, so all of it counts as one address. */
function networkOf(ip: string | undefined): string {
  if (!ip || isIP(ip) === 0) return UNKNOWN;
  if (isIP(ip) === 4) return ip;
  const [head = "", tail] = (ip.split("%")[0] ?? "").split("::");
  const groups = head === "" ? [] : head.split(":");
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(":").filter(Boolean).length;
  const all = [...groups, ...Array<string>(Math.max(0, missing)).fill("0"), ...(tail ?? "").split(":")];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
