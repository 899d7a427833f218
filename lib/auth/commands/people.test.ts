import { eq } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";

import { sessions, users } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";

import { InvitePerson } from "../contract";
import { hasPassword, listOwnSessions, listPeople } from "../queries";
import { aPerson, audited, PASSWORD, stranger } from "../testing";
import { changeRole } from "./change-role";
import { checkPassword } from "./check-password";
import { disablePerson, enablePerson } from "./disable-person";
import { revokeAllSessions, revokeSession, signOut } from "./end-session";
import { enterWithProvider } from "./enter-with-provider";
import { invitePerson, renewInvitation } from "./invite-person";
import { changeOwnPassword, setPassword } from "./set-password";
import { startSession } from "./start-session";

const test = await testDatabase();
const { db } = test;
afterAll(() => test[Symbol.asyncDispose]());

const boss = await aPerson(db, "administrator", { name: "Grace", password: PASSWORD });
const asBoss = contextOf(boss, db);
const secretOf = (path: string) => new URLSearchParams(path.split("?")[1]).get("token") ?? "";
const entrance = { method: "password", userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" };
const invitation = (email: string) => InvitePerson.parse({ name: "Ada", email, role: "operator" });

describe("inviting a person", () => {
  it("gives a one-time link with which they set a password and sign in", async () => {
    const { id, path } = await invitePerson(asBoss, invitation("Ada@Example.test"));
    expect((await listPeople(asBoss, { limit: 50 })).items[0]).toMatchObject({
      id,
      email: "ada@example.test",
      state: "invited",
      role: "operator",
    });

    const person = await setPassword(stranger(db), { token: secretOf(path), password: PASSWORD });
    expect(person).toMatchObject({ id, role: "operator" });
    await expect(
      checkPassword(stranger(db), { email: "ada@example.test", password: PASSWORD }),
    ).resolves.toMatchObject({ id });
    await expect(
      setPassword(stranger(db), { token: secretOf(path), password: "another password" }),
    ).rejects.toMatchObject({ code: "conflict" });

    expect((await audited(db, "person.invite"))[0]).toMatchObject({
      actor: `user:${boss.id}`,
      subject: id,
      after: { email: "ada@example.test", role: "operator" },
    });
    const trail = JSON.stringify([
      ...(await audited(db, "person.invite")),
      ...(await audited(db, "person.set_password")),
    ]);
    expect(trail).not.toContain(secretOf(path));
    expect(trail).not.toContain("scrypt");
  });

  it("lets of two who use the link at once one through", async () => {
    const { path } = await invitePerson(asBoss, invitation("race@example.test"));
    const use = (password: string) => setPassword(stranger(db), { token: secretOf(path), password });
    const all = await Promise.allSettled([use("first password"), use("second password")]);
    expect(all.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("renews the link, and the one before stops working", async () => {
    const first = await invitePerson(asBoss, invitation("renew@example.test"));
    const second = await renewInvitation(asBoss, { id: first.id });
    await expect(
      setPassword(stranger(db), { token: secretOf(first.path), password: PASSWORD }),
    ).rejects.toMatchObject({ code: "conflict" });
    await setPassword(stranger(db), { token: secretOf(second.path), password: PASSWORD });
  });

  it("refuses links after three days", async () => {
    const { id, path } = await invitePerson(asBoss, invitation("late@example.test"));
    await db
      .update(users)
      .set({ passwordLinkExpiresAt: new Date(Date.now() - 1_000) })
      .where(eq(users.id, id));
    await expect(
      setPassword(stranger(db), { token: secretOf(path), password: PASSWORD }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("refuses an address twice, whatever its case, and is for administrators", async () => {
    await invitePerson(asBoss, invitation("twice@example.test"));
    await expect(invitePerson(asBoss, invitation("TWICE@example.test"))).rejects.toMatchObject({
      code: "conflict",
      fields: [{ path: "email" }],
    });
    const operator = contextOf(await aPerson(db, "operator"), db);
    await expect(invitePerson(operator, invitation("new@example.test"))).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(invitePerson(stranger(db), invitation("new@example.test"))).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });
});

describe("roles", () => {
  it("change and are recorded before and after", async () => {
    const ada = await aPerson(db, "viewer");
    await changeRole(asBoss, { id: ada.id, role: "operator" });
    expect((await audited(db, "person.change_role"))[0]).toMatchObject({
      subject: ada.id,
      before: { role: "viewer" },
      after: { role: "operator" },
    });
    await expect(changeRole(contextOf(ada, db), { id: ada.id, role: "administrator" })).rejects.toMatchObject(
      { code: "forbidden" },
    );
    await expect(changeRole(asBoss, { id: "usr_nobody", role: "viewer" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("leave an administrator, also when two take each other's role away at once", async () => {
    await expect(changeRole(asBoss, { id: boss.id, role: "viewer" })).rejects.toThrow(/last administrator/);
    const other = await aPerson(db, "administrator", { password: PASSWORD });
    const all = await Promise.allSettled([
      changeRole(asBoss, { id: other.id, role: "viewer" }),
      changeRole(contextOf(other, db), { id: boss.id, role: "viewer" }),
    ]);
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await db.update(users).set({ role: "administrator" }).where(eq(users.id, boss.id));
    await db.update(users).set({ role: "viewer" }).where(eq(users.id, other.id));
  });
});

describe("the last administrator", () => {
  it("is the last one who can sign in: an invitation that nobody accepted does not count", async () => {
    const invited = await aPerson(db, "administrator");
    await expect(changeRole(asBoss, { id: boss.id, role: "viewer" })).rejects.toThrow(/last administrator/);
    const account = { provider: "github", accountId: "7", verifiedEmail: invited.email };
    await enterWithProvider(stranger(db), account);
    await changeRole(asBoss, { id: boss.id, role: "viewer" });
    await changeRole(contextOf(invited, db), { id: boss.id, role: "administrator" });
    await changeRole(asBoss, { id: invited.id, role: "viewer" });
  });

  it("may take back an invitation that nobody accepted", async () => {
    const invited = await aPerson(db, "administrator");
    expect(await changeRole(asBoss, { id: invited.id, role: "viewer" })).toEqual({ id: invited.id });
  });
});

describe("disabling a person", () => {
  it("ends their sessions at once; enabling lets them sign in again", async () => {
    const ada = await aPerson(db, "developer", { password: PASSWORD });
    await startSession(stranger(db), ada, entrance);
    await disablePerson(asBoss, { id: ada.id });
    const [session] = await db.select().from(sessions).where(eq(sessions.userId, ada.id));
    expect(session?.revokedAt).toBeInstanceOf(Date);
    await expect(disablePerson(asBoss, { id: ada.id })).rejects.toMatchObject({ code: "conflict" });
    await enablePerson(asBoss, { id: ada.id });
    await expect(enablePerson(asBoss, { id: ada.id })).rejects.toMatchObject({ code: "conflict" });
    await checkPassword(stranger(db), { email: ada.email, password: PASSWORD });
    expect((await audited(db, "person.disable"))[0]).toMatchObject({
      before: { disabled: false },
      after: { disabled: true, sessionsEnded: 1 },
    });
  });

  it("is refused to oneself, to others than administrators, and for the last administrator", async () => {
    await expect(disablePerson(asBoss, { id: boss.id })).rejects.toMatchObject({ code: "conflict" });
    const ada = await aPerson(db, "operator");
    await expect(disablePerson(contextOf(ada, db), { id: boss.id })).rejects.toMatchObject({
      code: "forbidden",
    });
    const job = contextOf({ type: "job", name: "test" }, db);
    await expect(disablePerson(job, { id: boss.id })).rejects.toThrow(/last administrator/);
  });
});

describe("passwords of one's own", () => {
  it("change with the current one, and end the other sessions", async () => {
    const ada = await aPerson(db, "developer", { password: PASSWORD });
    const here = await startSession(stranger(db), ada, entrance);
    await startSession(stranger(db), ada, entrance);
    const ctx = contextOf({ ...ada, sessionId: here }, db);
    await expect(
      changeOwnPassword(ctx, { currentPassword: "wrong", password: "my next password" }),
    ).rejects.toMatchObject({ code: "invalid", fields: [{ path: "currentPassword" }] });
    expect((await audited(db, "person.mistake_password"))[0]).toMatchObject({
      actor: `user:${ada.id}`,
      subject: ada.id,
    });
    expect(await changeOwnPassword(ctx, { currentPassword: PASSWORD, password: "my next password" })).toEqual(
      {
        sessionsEnded: 1,
      },
    );
    expect(await listOwnSessions(ctx)).toMatchObject([
      { id: here, current: true, device: "Firefox on Linux" },
    ]);
    await checkPassword(stranger(db), { email: ada.email, password: "my next password" });
  });

  it("can be set by somebody who came in through a provider, and by no token", async () => {
    const ada = await aPerson(db);
    const ctx = contextOf(ada, db);
    expect(await hasPassword(ctx)).toBe(false);
    await changeOwnPassword(ctx, { currentPassword: "", password: "my first password" });
    expect(await hasPassword(ctx)).toBe(true);
    const token = contextOf(
      { type: "token", id: "tok_1", name: "ci", role: "administrator", scopes: ["admin"] },
      db,
    );
    await expect(
      changeOwnPassword(token, { currentPassword: "", password: "my first password" }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("ending sessions", () => {
  it("one's own, one or all others, and by signing out", async () => {
    const ada = await aPerson(db);
    const [here, phone, tablet] = await Promise.all(
      [1, 2, 3].map(() => startSession(stranger(db), ada, entrance)),
    );
    const ctx = contextOf({ ...ada, sessionId: here! }, db);
    await revokeSession(ctx, { id: phone! });
    expect((await listOwnSessions(ctx)).map(({ id }) => id).toSorted()).toEqual([here!, tablet!].toSorted());
    expect(await revokeAllSessions(ctx, {})).toEqual({ ended: 1 });
    await signOut(ctx);
    await signOut(ctx);
    expect(await listOwnSessions(ctx)).toEqual([]);
    expect((await audited(db, "session.end"))[0]).toMatchObject({ subject: here, actor: `user:${ada.id}` });
  });

  it("somebody else's is for administrators", async () => {
    const [ada, eve] = [await aPerson(db), await aPerson(db, "operator")];
    const id = await startSession(stranger(db), ada, entrance);
    await expect(revokeSession(contextOf(eve, db), { id })).rejects.toMatchObject({ code: "forbidden" });
    await expect(revokeAllSessions(contextOf(eve, db), { personId: ada.id })).rejects.toMatchObject({
      code: "forbidden",
    });
    await revokeSession(asBoss, { id });
    await expect(revokeSession(asBoss, { id })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("coming in through a provider", () => {
  it("links an invited person by verified address once, and by account ever after", async () => {
    const ada = await aPerson(db);
    const account = { provider: "github", accountId: "42", verifiedEmail: ada.email.toUpperCase() };
    const both = await Promise.all([
      enterWithProvider(stranger(db), account),
      enterWithProvider(stranger(db), account),
    ]);
    expect(both).toMatchObject([{ id: ada.id }, { id: ada.id }]);
    expect(
      await enterWithProvider(stranger(db), { ...account, verifiedEmail: "moved@example.test" }),
    ).toMatchObject({ id: ada.id });
    expect((await listPeople(asBoss, { search: ada.email, limit: 1 })).items[0]?.signsInWith).toEqual([
      "github",
    ]);
  });

  it("keeps out the uninvited, the unverified and the disabled, and records each", async () => {
    const [ada, eve] = [await aPerson(db), await aPerson(db)];
    const at = (accountId: string, verifiedEmail?: string) =>
      enterWithProvider(stranger(db), { provider: "oidc", accountId, verifiedEmail });
    await at("4", eve.email);
    expect(await at("1", "nobody@example.test")).toBe("NotInvited");
    expect(await at("2")).toBe("EmailNotVerified");
    await disablePerson(asBoss, { id: ada.id });
    expect(await at("3", ada.email)).toBe("Disabled");
    await disablePerson(asBoss, { id: eve.id });
    expect(await at("4")).toBe("Disabled");
    const entries = await audited(db, "session.refuse");
    expect(entries.slice(0, 4).map(({ actor, subject, after }) => ({ actor, subject, after }))).toEqual(
      [
        { subject: eve.id, after: { method: "oidc", refusal: "Disabled" } },
        { subject: ada.id, after: { method: "oidc", refusal: "Disabled", address: ada.email } },
        { subject: "unknown", after: { method: "oidc", refusal: "EmailNotVerified" } },
        {
          subject: "unknown",
          after: { method: "oidc", refusal: "NotInvited", address: "nobody@example.test" },
        },
      ].map((entry) => ({ actor: "anonymous", ...entry })),
    );
  });
});
