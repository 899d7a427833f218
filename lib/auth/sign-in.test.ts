import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";

import { sessions, signInAttempts, users } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";

import { checkPassword } from "./commands/check-password";
import { startSession } from "./commands/start-session";
import { verifyPassword } from "./password";
import { findSession } from "./session";
import { ACCOUNT_FAILURES, ADDRESS_FAILURES, bookAttempt, PAIR_FAILURES } from "./sign-in-limit";
import { aPerson, audited, PASSWORD, stranger } from "./testing";

const test = await testDatabase();
const { db } = test;
afterAll(() => test[Symbol.asyncDispose]());

const settle = (attempts: Promise<unknown>[]) =>
  Promise.allSettled(attempts).then((all) =>
    all.map((one) => (one.status === "fulfilled" ? "in" : String(one.reason.code))),
  );

describe("signing in with a password", () => {
  it("finds the person whatever the case of the address", async () => {
    const ada = await aPerson(db, "operator", { password: PASSWORD });
    const found = await checkPassword(stranger(db), { email: ada.email, password: PASSWORD });
    expect(found).toEqual({ type: "user", id: ada.id, name: ada.name, role: "operator" });
  });

  it("answers a wrong password and an unknown account with the same words, and records both", async () => {
    const ada = await aPerson(db, "developer", { password: PASSWORD });
    const wrong = checkPassword(stranger(db), { email: ada.email, password: "not my password" });
    await expect(wrong).rejects.toMatchObject({ code: "unauthenticated" });
    const unknown = checkPassword(stranger(db), { email: "nobody@example.test", password: PASSWORD });
    const said = (refused: Promise<unknown>) =>
      refused.then(
        () => "nothing",
        (error: Error) => error.message,
      );
    expect(await said(unknown)).toBe(await said(wrong));
    const entries = await audited(db, "session.refuse");
    expect(entries.map(({ subject, actor }) => [subject, actor])).toEqual([
      ["unknown", "anonymous"],
      [ada.id, "anonymous"],
    ]);
    expect(entries[0]?.after).toEqual(entries[1]?.after);
  });

  it("refuses the disabled, and says so only to who knows the password", async () => {
    const ada = await aPerson(db, "developer", { password: PASSWORD });
    await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, ada.id));
    await expect(
      checkPassword(stranger(db), { email: ada.email, password: "not my password" }),
    ).rejects.toThrow(/do not belong together/);
    await expect(checkPassword(stranger(db), { email: ada.email, password: PASSWORD })).rejects.toThrow(
      /disabled/,
    );
  });
});

describe("the limit on failures", () => {
  it("locks an account after five at one address, also with the right password, and says until when", async () => {
    const ada = await aPerson(db, "developer", { password: PASSWORD });
    const at = (ip: string, password: string) =>
      checkPassword(stranger(db, ip), { email: ada.email, password });
    for (let index = 0; index < PAIR_FAILURES; index += 1) {
      await expect(at("198.51.100.1", "a wrong guess")).rejects.toMatchObject({ code: "unauthenticated" });
    }
    await expect(at("203.0.113.9", PASSWORD)).resolves.toMatchObject({ id: ada.id });
    await expect(at("198.51.100.1", PASSWORD)).rejects.toThrow(
      /Too many failed attempts for this account. Try again in 15 minutes, at \d\d:\d\d UTC/,
    );

    await db.update(signInAttempts).set({ at: sql`${signInAttempts.at} - interval '15 minutes'` });
    await expect(
      checkPassword(stranger(db, "198.51.100.1"), { email: ada.email, password: PASSWORD }),
    ).resolves.toMatchObject({ id: ada.id });
  });

  it("lets no parallel guess slip through", async () => {
    const answers = await settle(
      Array.from({ length: 20 }, () => bookAttempt(stranger(db, "10.0.0.1"), "race@example.test")),
    );
    expect(answers.filter((answer) => answer === "in")).toHaveLength(PAIR_FAILURES);
    expect(answers.filter((answer) => answer === "too_many_requests")).toHaveLength(20 - PAIR_FAILURES);
  });

  it("locks an account after fifty from everywhere, but not where its owner has signed in before", async () => {
    const ada = await aPerson(db, "administrator", { password: PASSWORD });
    await startSession(stranger(db, "203.0.113.42"), ada, { method: "password", userAgent: "" });
    const answers = await settle(
      Array.from({ length: ACCOUNT_FAILURES + 10 }, (_, index) =>
        bookAttempt(stranger(db, `10.0.1.${index}`), ada.email),
      ),
    );
    expect(answers.filter((answer) => answer === "in")).toHaveLength(ACCOUNT_FAILURES);
    const at = (ip: string) => checkPassword(stranger(db, ip), { email: ada.email, password: PASSWORD });
    await expect(at("10.0.2.1")).rejects.toMatchObject({ code: "too_many_requests" });
    await expect(at("203.0.113.42")).resolves.toMatchObject({ id: ada.id });
  });

  it("takes the addresses of one IPv6 network for one", async () => {
    const addresses = [
      "2001:db8::1",
      "2001:db8:0:0:5::",
      "2001:0db8::ffff:1",
      "2001:db8:0:0:1:2:3:4",
      "2001:db8::2",
    ];
    const book = (ip: string) => bookAttempt(stranger(db, ip), "six@example.test");
    for (const ip of addresses) await book(ip);
    await expect(book("2001:db8::3")).rejects.toMatchObject({ code: "too_many_requests" });
    await expect(book("2001:db8:0:1::3")).resolves.toEqual(expect.any(String));
  });

  it("turns away who comes when too many passwords wait to be checked, and does not count that as a failure", async () => {
    const ada = await aPerson(db, "developer", { password: PASSWORD });
    const crowd = Array.from({ length: 34 }, () => verifyPassword("whatever it is", null));
    const refused = checkPassword(stranger(db, "203.0.113.50"), { email: ada.email, password: PASSWORD });
    await expect(refused).rejects.toMatchObject({ code: "unavailable" });
    expect(await db.$count(signInAttempts, eq(signInAttempts.email, ada.email))).toBe(0);
    await Promise.allSettled(crowd);
    await expect(
      checkPassword(stranger(db, "203.0.113.50"), { email: ada.email, password: PASSWORD }),
    ).resolves.toMatchObject({ id: ada.id });
  }, 120_000);

  it("locks an address after thirty, whatever accounts it tries", async () => {
    const attempts = Array.from({ length: ADDRESS_FAILURES + 5 }, (_, index) =>
      bookAttempt(stranger(db, "203.0.113.77"), `victim-${index}@example.test`),
    );
    const answers = await settle(attempts);
    expect(answers.filter((answer) => answer === "in")).toHaveLength(ADDRESS_FAILURES);
  });

  it("forgets failures at the next success", async () => {
    const ada = await aPerson(db, "developer", { password: PASSWORD });
    const wrong = () => checkPassword(stranger(db), { email: ada.email, password: "a wrong guess" });
    for (let index = 0; index < PAIR_FAILURES - 1; index += 1)
      await expect(wrong()).rejects.toThrow("do not belong together");
    await checkPassword(stranger(db), { email: ada.email, password: PASSWORD });
    await expect(wrong()).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

describe("a session", () => {
  const entrance = { method: "password", userAgent: "Mozilla/5.0 Firefox/140.0" };

  it("carries its person until it is revoked, expires or the person is disabled", async () => {
    const ada = await aPerson(db);
    const id = await startSession(stranger(db), ada, entrance);
    expect(await findSession(db, id)).toMatchObject({ id: ada.id, email: ada.email, role: "developer" });
    expect((await audited(db, "session.start"))[0]).toMatchObject({
      actor: `user:${ada.id}`,
      subject: id,
      ip: "192.0.2.1",
      after: { method: "password" },
    });

    for (const spoiled of [{ revokedAt: new Date() }, { expiresAt: new Date(Date.now() - 1_000) }]) {
      const [before] = await db.select().from(sessions).where(eq(sessions.id, id));
      await db.update(sessions).set(spoiled).where(eq(sessions.id, id));
      expect(await findSession(db, id)).toBeUndefined();
      await db
        .update(sessions)
        .set({ revokedAt: null, expiresAt: before!.expiresAt })
        .where(eq(sessions.id, id));
    }
    await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, ada.id));
    expect(await findSession(db, id)).toBeUndefined();
  });

  it("slides: being used moves its end, at most once a minute", async () => {
    const ada = await aPerson(db);
    const id = await startSession(stranger(db), ada, entrance);
    const read = async () => (await db.select().from(sessions).where(eq(sessions.id, id)))[0]!;
    const fresh = await read();
    await findSession(db, id);
    expect((await read()).lastSeenAt).toEqual(fresh.lastSeenAt);

    await db
      .update(sessions)
      .set({ lastSeenAt: sql`now() - interval '2 minutes'`, expiresAt: sql`now() + interval '1 hour'` })
      .where(eq(sessions.id, id));
    await findSession(db, id);
    expect((await read()).expiresAt.getTime()).toBeGreaterThan(Date.now() + 13 * 24 * 3_600_000);
  });

  it("starts from an address that is none, without keeping it", async () => {
    const ada = await aPerson(db);
    const forged = contextOf({ type: "anonymous" }, db, { id: "req_test", ip: "'; drop table sessions" });
    const id = await startSession(forged, ada, entrance);
    expect((await db.select().from(sessions).where(eq(sessions.id, id)))[0]?.ip).toBeNull();
  });
});
