import { describe, expect, it } from "vitest";

import { installation, users } from "@/db/schema";
import { testDatabase, type TestDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";

import { tokenActor } from "./bearer";
import { bootstrap } from "./bootstrap";
import { checkPassword } from "./commands/check-password";
import { createFirstAdministrator } from "./commands/create-first-administrator";
import { isSetUp } from "./set-up-state";
import { audited, PASSWORD, stranger } from "./testing";

const start = ({ db }: TestDatabase, headless = {}) =>
  bootstrap(contextOf({ type: "job", name: "prepare" }, db), headless);
const secretOf = (path: string | null) => path?.split("token=")[1] ?? "";
const first = (token: string, email = "ada@example.test") => ({
  token,
  email,
  name: "Ada",
  password: PASSWORD,
});

describe("the first run", () => {
  it("makes a link that creates one administrator, once", async () => {
    await using test = await testDatabase();
    const token = secretOf(await start(test));
    expect(token).toHaveLength(40);
    expect(await isSetUp(test.db)).toBe(false);

    const ctx = stranger(test.db);
    const all = await Promise.allSettled([
      createFirstAdministrator(ctx, first(token)),
      createFirstAdministrator(ctx, first(token, "eve@example.test")),
    ]);
    expect(all.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await test.db.select().from(users)).toHaveLength(1);
    await expect(createFirstAdministrator(ctx, first(token))).rejects.toMatchObject({ code: "conflict" });
    expect(await start(test)).toBeNull();
    expect((await test.db.select().from(installation))[0]).toMatchObject({ setUpTokenHash: null });
    expect((await audited(test.db, "installation.set_up"))[0]?.actor).toMatch(/^user:usr_/);
  });

  it("makes a new link at each start until then, and the one before stops working", async () => {
    await using test = await testDatabase();
    const before = secretOf(await start(test));
    const now = secretOf(await start(test));
    await expect(createFirstAdministrator(stranger(test.db), first(before))).rejects.toMatchObject({
      code: "conflict",
    });
    await createFirstAdministrator(stranger(test.db), first(now));
  });

  it("without a link nobody becomes administrator", async () => {
    await using test = await testDatabase();
    for (const token of ["", "x", "null"]) {
      await expect(createFirstAdministrator(stranger(test.db), first(token))).rejects.toMatchObject({
        code: "conflict",
      });
    }
  });
});

describe("the headless first run", () => {
  const headless = {
    email: "Admin@example.test",
    password: "correct horse battery staple 7",
    token: `slp_${"a1B2c3D4".repeat(5)}`,
  };

  it("creates administrator and token once, also when two start at once", async () => {
    await using test = await testDatabase();
    expect(await Promise.all([start(test, headless), start(test, headless)])).toEqual([null, null]);
    expect(await start(test, { ...headless, email: "other@example.test" })).toBeNull();
    expect(await test.db.select().from(users)).toMatchObject([
      { email: "admin@example.test", name: "admin", role: "administrator" },
    ]);
    expect(await tokenActor(test.db, headless.token)).toMatchObject({
      name: "Set-up token",
      role: "administrator",
    });
    await checkPassword(stranger(test.db), { email: "admin@example.test", password: headless.password });
  });

  it.each([
    [{ ...headless, token: "slp_short" }, /SLIPWAY_ADMIN_TOKEN must start with slp_/],
    [{ ...headless, token: "a".repeat(40) }, /SLIPWAY_ADMIN_TOKEN must start with slp_/],
    [{ ...headless, password: undefined }, /needs SLIPWAY_ADMIN_PASSWORD/],
    [{ ...headless, password: "short" }, /SLIPWAY_ADMIN_PASSWORD: Use at least 10/],
    [{ ...headless, email: "nobody" }, /SLIPWAY_ADMIN_EMAIL is not/],
    [{ token: headless.token }, /need SLIPWAY_ADMIN_EMAIL/],
  ])("says in one sentence what is wrong with %o", async (given, sentence) => {
    await using test = await testDatabase();
    await expect(start(test, given)).rejects.toThrow(sentence);
    expect(await isSetUp(test.db)).toBe(false);
  });
});
