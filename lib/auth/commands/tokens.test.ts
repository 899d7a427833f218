import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";

import { tokens, users } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf, type Context } from "@/lib/core/context";

import { bearerOf, tokenActor } from "../bearer";
import { CreateToken } from "../contract";
import { listTokens } from "../queries";
import { aPerson, audited, stranger } from "../testing";
import { createToken } from "./create-token";
import { revokeToken } from "./revoke-token";

const test = await testDatabase();
const { db } = test;
afterAll(() => test[Symbol.asyncDispose]());

const wish = (input: Partial<CreateToken> = {}) =>
  CreateToken.parse({ name: "ci", scopes: ["deployments:write"], ...input });

describe("a token", () => {
  it("acts with its scopes and role, is shown once and kept as a hash", async () => {
    const ada = await aPerson(db, "operator");
    const { id, token, expiresAt } = await createToken(contextOf(ada, db), wish());
    expect(token).toMatch(/^slp_[0-9a-z]{40}$/);
    expect(await tokenActor(db, token)).toEqual({
      type: "token",
      id,
      name: "ci",
      role: "operator",
      scopes: ["deployments:write"],
    });
    const days = (Date.parse(expiresAt ?? "") - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThanOrEqual(90);
    const [row] = await db.select().from(tokens).where(eq(tokens.id, id));
    expect(row?.hint).toBe(token.slice(-4));
    expect(JSON.stringify([row, await audited(db, "token.create")])).not.toContain(token);
    expect((await audited(db, "token.create"))[0]).toMatchObject({
      subject: id,
      subjectName: "ci",
      after: { role: "operator", scopes: ["deployments:write"] },
    });
  });

  it("is refused when unknown, revoked, expired or its creator is disabled", async () => {
    const ada = await aPerson(db);
    const ctx = contextOf(ada, db);
    const refused = (token: string) =>
      expect(tokenActor(db, token)).rejects.toMatchObject({ code: "unauthenticated" });
    await refused("slp_unknown");
    await refused("");

    const [revoked, expired, resting] = [
      await createToken(ctx, wish()),
      await createToken(ctx, wish()),
      await createToken(ctx, wish()),
    ];
    await revokeToken(ctx, { id: revoked.id });
    await refused(revoked.token);
    await db
      .update(tokens)
      .set({ expiresAt: sql`now()` })
      .where(eq(tokens.id, expired.id));
    await refused(expired.token);
    await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, ada.id));
    await refused(resting.token);
    await db.update(users).set({ disabledAt: null }).where(eq(users.id, ada.id));
    await tokenActor(db, resting.token);
  });

  it("sinks with the role of its creator and never rises above its own", async () => {
    const ada = await aPerson(db, "operator");
    const { token } = await createToken(contextOf(ada, db), wish());
    const become = (role: "developer" | "administrator") =>
      db.update(users).set({ role }).where(eq(users.id, ada.id));
    await become("developer");
    expect((await tokenActor(db, token)).role).toBe("developer");
    await become("administrator");
    expect((await tokenActor(db, token)).role).toBe("operator");
  });

  it("remembers when it was used, at most once a minute", async () => {
    const { id, token } = await createToken(contextOf(await aPerson(db), db), wish());
    const usedAt = async () =>
      (await db.select().from(tokens).where(eq(tokens.id, id)))[0]?.lastUsedAt?.getTime();
    await tokenActor(db, token);
    const first = await usedAt();
    expect(first).toBeGreaterThan(Date.now() - 60_000);
    await tokenActor(db, token);
    expect(await usedAt()).toBe(first);
  });
});

describe("creating a token", () => {
  it("is bounded by one's own role, and not for viewers or strangers", async () => {
    const developer = contextOf(await aPerson(db), db);
    await expect(createToken(developer, wish({ role: "operator" }))).rejects.toMatchObject({
      code: "forbidden",
      fields: [{ path: "role" }],
    });
    const viewer = contextOf(await aPerson(db, "viewer"), db);
    await expect(createToken(viewer, wish())).rejects.toMatchObject({ code: "forbidden" });
    await expect(createToken(stranger(db), wish())).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("by a token is bounded by that token: scopes, owner and end", async () => {
    const ada = await aPerson(db, "administrator");
    const parent = await createToken(contextOf(ada, db), wish({ scopes: ["admin"], expiresInDays: 7 }));
    const ctx = contextOf(await tokenActor(db, parent.token), db);
    const child = await createToken(ctx, wish({ scopes: ["read"], expiresInDays: 90 }));
    const [row] = await db.select().from(tokens).where(eq(tokens.id, child.id));
    expect(row?.createdBy).toBe(ada.id);
    expect(child.expiresAt).toBe(parent.expiresAt);
    const weak = contextOf(await tokenActor(db, child.token), db);
    await expect(createToken(weak, wish())).rejects.toThrow(/lacks the scope admin/);
  });
});

describe("seeing and revoking tokens", () => {
  it("is one's own for all, everybody's for administrators, itself for a token", async () => {
    const [ada, eve] = [contextOf(await aPerson(db), db), contextOf(await aPerson(db, "operator"), db)];
    const boss = contextOf(await aPerson(db, "administrator"), db);
    const { id, token } = await createToken(ada, wish({ name: "mine" }));
    const names = async (ctx: Context) =>
      (await listTokens(ctx, { limit: 200 })).items.map((item) => item.name);
    expect(await names(ada)).toEqual(["mine"]);
    expect(await names(eve)).toEqual([]);
    expect(await names(boss)).toContain("mine");
    const itself = contextOf({ type: "token", id, name: "mine", role: "developer", scopes: ["read"] }, db);
    expect(await names(itself)).toEqual(["mine"]);

    await expect(revokeToken(eve, { id })).rejects.toMatchObject({ code: "forbidden" });
    await revokeToken(boss, { id });
    await expect(revokeToken(ada, { id })).rejects.toMatchObject({ code: "not_found" });
    await expect(tokenActor(db, token)).rejects.toMatchObject({ code: "unauthenticated" });
    expect((await listTokens(ada, { limit: 1 })).items[0]?.state).toBe("revoked");
  });
});

describe("revoking a token", () => {
  const makeWith = async (token: string, name: string) =>
    createToken(contextOf(await tokenActor(db, token), db), wish({ name, scopes: ["admin"] }));
  const family = async () => {
    const boss = contextOf(await aPerson(db, "administrator"), db);
    const leaked = await createToken(boss, wish({ name: "leaked", scopes: ["admin"] }));
    const child = await makeWith(leaked.token, "child");
    return { boss, leaked, child, grandchild: await makeWith(child.token, "grandchild") };
  };
  const isAlive = ({ token }: { token: string }) =>
    tokenActor(db, token).then(
      () => true,
      () => false,
    );

  it("ends what was made with it, and with that, and records each", async () => {
    const { boss, leaked, child, grandchild } = await family();
    const other = await createToken(boss, wish({ name: "other" }));
    await revokeToken(boss, { id: leaked.id });
    expect(await Promise.all([leaked, child, grandchild, other].map(isAlive))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    const entries = (await audited(db, "token.revoke")).slice(0, 3);
    expect(entries.map(({ subject, subjectName, after }) => ({ subject, subjectName, after }))).toEqual(
      expect.arrayContaining([
        { subject: leaked.id, subjectName: "leaked", after: { revoked: true } },
        { subject: child.id, subjectName: "child", after: { revoked: true, with: leaked.id } },
        { subject: grandchild.id, subjectName: "grandchild", after: { revoked: true, with: leaked.id } },
      ]),
    );
  });

  it("leaves the one that made it alone, and finds what is left below a revoked one", async () => {
    const { boss, leaked, child, grandchild } = await family();
    // As it was before tokens knew their parents.
    await db.update(tokens).set({ revokedAt: new Date() }).where(eq(tokens.id, child.id));
    expect(await isAlive(grandchild)).toBe(true);
    const sibling = await makeWith(leaked.token, "sibling");
    await revokeToken(boss, { id: sibling.id });
    expect(await isAlive(leaked)).toBe(true);
    await revokeToken(boss, { id: leaked.id });
    expect(await isAlive(grandchild)).toBe(false);
  });

  it("leaves no token alive that is made with it at the same moment", async () => {
    const { boss, leaked, child } = await family();
    const actor = contextOf(await tokenActor(db, child.token), db);
    const [, ...made] = await Promise.allSettled([
      revokeToken(boss, { id: leaked.id }),
      ...Array.from({ length: 5 }, () => createToken(actor, wish({ scopes: ["admin"] }))),
    ]);
    const alive = made.filter((one) => one.status === "fulfilled").map((one) => isAlive(one.value));
    expect(await Promise.all(alive)).not.toContain(true);
    await expect(createToken(actor, wish())).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

it("reads a bearer token from the header and leaves other schemes alone", () => {
  expect(bearerOf("Bearer slp_1")).toBe("slp_1");
  expect(bearerOf("bearer   slp_1 ")).toBe("slp_1");
  expect(bearerOf("Bearer ")).toBe("");
  expect(bearerOf("Basic YTpi")).toBeUndefined();
  expect(bearerOf(null)).toBeUndefined();
});
