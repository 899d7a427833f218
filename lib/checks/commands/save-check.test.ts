import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, checkDefinitions, releases } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { as, aService } from "@/lib/delivery/testing";

import { getChecks } from "../queries/checks";
import { readDeclared } from "../runs/definitions";
import { removeCheck, saveCheck } from "./save-check";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
afterAll(() => test[Symbol.asyncDispose]());
const [viewer, developer, operator] = [as(test, "viewer"), as(test, "developer"), as(test, "operator")];

let count = 0;
let service: Awaited<ReturnType<typeof aService>>;
beforeEach(async () => {
  service = await aService(test, `edited-${(count += 1)}`, 1);
  await test.db
    .update(releases)
    .set({ checks: [{ name: "home", every: "5m", http: { url: "/" } }] })
    .where(eq(releases.serviceId, service.id));
});

describe("saveCheck and removeCheck", () => {
  const text = (name: string, more = "environments: [dev]\n") => `name: ${name}\n${more}http: { url: / }\n`;
  const save = (written: string, ctx = developer, name?: string) =>
    saveCheck(ctx, { serviceId: service.id, text: written, ...(name && { name }) });
  const names = () =>
    test.db
      .select({ name: checkDefinitions.name })
      .from(checkDefinitions)
      .where(eq(checkDefinitions.serviceId, service.id));

  it("adds, renames and removes, and the trail tells of it", async () => {
    await save(text("one"));
    await expect(save(text("one"))).rejects.toMatchObject({ code: "conflict" });
    await save(text("two"), developer, "one");
    expect(await names()).toEqual([{ name: "two" }]);
    await removeCheck(developer, { serviceId: service.id, name: "two" });
    expect(await names()).toEqual([]);
    await expect(removeCheck(developer, { serviceId: service.id, name: "two" })).rejects.toMatchObject({
      code: "not_found",
    });
    const entries = await test.db
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.subject, service.id), sql`action like 'check.%'`))
      .orderBy(auditEntries.at);
    expect(entries.map(({ action }) => action)).toEqual(["check.save", "check.save", "check.remove"]);
  });

  it("says what is wrong with a text, and where", async () => {
    await expect(save("name: [")).rejects.toMatchObject({ code: "invalid", fields: [{ path: "text" }] });
    await expect(save("name: one\nhttp: { url: nowhere }")).rejects.toThrow("http.url: must be a path");
    await expect(save("name: one")).rejects.toThrow("needs exactly one of");
    await expect(save("name: one\npostgres: { url: 'postgres://***@db/x' }")).rejects.toThrow(
      "hidden credentials",
    );
  });

  it("asks for the role of every environment the check runs in: its author could read what is set there", async () => {
    await expect(save(text("one"), viewer)).rejects.toMatchObject({ code: "forbidden" });
    await expect(save(text("one", ""))).rejects.toThrow("production");
    await save(text("one", ""), operator);
    await expect(removeCheck(developer, { serviceId: service.id, name: "one" })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("takes the place of a check of the same name in slipway.yaml, only where it applies itself", async () => {
    await save("name: home\nenvironments: [dev]\nhttp: { url: /other }");
    expect((await getChecks(viewer, service.id)).checks).toMatchObject([
      { name: "home", source: "slipway.yaml", environments: ["staging", "production"] },
      { name: "home", source: "portal", environments: ["dev"], summary: "GET /other" },
    ]);
    const [check] = await test.db.select({ checks: releases.checks }).from(releases).limit(1);
    const inProduction = await readDeclared(viewer, service.id, check?.checks ?? [], "production");
    expect(inProduction.map(({ source }) => source)).toEqual(["slipway.yaml"]);
    await save("name: home\nhttp: { url: /everywhere }", operator, "home");
    expect((await getChecks(viewer, service.id)).checks).toMatchObject([{ source: "portal" }]);
  });

  it("never replaces a check that its author may not change, by way of another one's name", async () => {
    await save(text("guard", "environments: [production]\n"), operator);
    await expect(save(text("guard"), developer, "nothing")).rejects.toMatchObject({ code: "not_found" });
    await save(text("mine"));
    await expect(save(text("guard"), developer, "mine")).rejects.toMatchObject({ code: "conflict" });
    await expect(save(text("guard"), developer, "guard")).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is refused for an environment that is not there, and with a credential that everybody could read", async () => {
    await expect(save(text("one", "environments: [prodution]\n"))).rejects.toThrow(
      "no environment prodution",
    );
    await expect(
      save("name: one\nenvironments: [dev]\nhttp: { url: /, headers: { Authorization: Bearer abc } }"),
    ).rejects.toThrow("in place of the credential");
    await save(
      "name: one\nenvironments: [dev]\nhttp: { url: /, headers: { Authorization: 'Bearer ${TOKEN}' } }",
    );
  });
});
