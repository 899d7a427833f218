import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, configurationEntries } from "@/db/schema";

import { listVariables, pinConfiguration, readConfiguration } from "..";
import { aConfiguredPortal } from "../testing";
import { restoreConfiguration } from "./restore-configuration";
import { setVariable } from "./set-variable";

const portal = await aConfiguredPortal();
afterAll(() => portal[Symbol.asyncDispose]());
const { test, developer, viewer, job, set, versions, placeIn, valuesIn, history } = portal;
let serviceId = "";
beforeEach(async () => {
  serviceId = await portal.freshService();
});

describe("a change of a variable", () => {
  it("writes a new version and leaves the one before as it was", async () => {
    await set("GREETING", "hello");
    await set("NAME", "Ada");
    await set("GREETING", "ahoy");
    const all = await versions();
    expect(all.map(({ number, origin }) => [number, origin])).toEqual([
      [1, "set"],
      [2, "set"],
      [3, "set"],
    ]);
    const place = await placeIn("dev");
    const sets = await Promise.all(all.map(({ id }) => readConfiguration(job, place, id)));
    expect(sets.map(({ values }) => values)).toEqual([
      { GREETING: "hello" },
      { GREETING: "hello", NAME: "Ada" },
      { GREETING: "ahoy", NAME: "Ada" },
    ]);
  });

  it("writes none when it changes nothing", async () => {
    await set("GREETING", "hello");
    expect(await set("GREETING", "hello")).toEqual({ key: "GREETING", version: 1, changed: false });
    expect(await versions()).toHaveLength(1);
  });

  it("keeps every one of many at the same moment, under numbers without a gap", async () => {
    await Promise.all(Array.from({ length: 12 }, (_, index) => set(`KEY_${index}`, `${index}`)));
    expect((await versions()).map(({ number }) => number)).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
    expect(Object.keys(await valuesIn("dev"))).toHaveLength(12);
  });

  it("survives a deployment that pins the first version at the same moment", async () => {
    const place = await placeIn("dev");
    const [pinned] = await Promise.all([
      test.db.transaction((tx) => pinConfiguration(job, tx, place)),
      set("GREETING", "hello"),
    ]);
    expect(await valuesIn("dev")).toEqual({ GREETING: "hello" });
    expect((await versions()).map(({ id }) => id)).toContain(pinned);
  });

  it("is refused to whoever may not, where the environment says so", async () => {
    await expect(
      setVariable(viewer, { serviceId, environment: "dev", key: "A", value: "1" }),
    ).rejects.toMatchObject({ code: "forbidden" });
    await expect(set("A", "1", { environment: "production" })).rejects.toThrow(
      "Only operators may change variables in production.",
    );
    expect(await versions()).toEqual([]);
  });

  it("is refused when the variable is not there to be removed", async () => {
    await expect(set("A", undefined)).rejects.toMatchObject({ code: "not_found" });
  });

  it("is in the trail with key and version, and without the value", async () => {
    await set("environment", "hunter2-hunter2");
    await set("environment", undefined);
    const trail = await test.db
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.subject, serviceId), eq(auditEntries.action, "variable.set")))
      .orderBy(asc(auditEntries.id));
    expect(trail.map(({ before, after }) => [before, after])).toEqual([
      [
        { environment: "dev", key: "environment", set: false, version: 0 },
        { environment: "dev", key: "environment", set: true, version: 1 },
      ],
      [
        { environment: "dev", key: "environment", set: true, version: 1 },
        { environment: "dev", key: "environment", set: false, version: 2 },
      ],
    ]);
    expect(JSON.stringify(trail)).not.toContain("hunter2");
  });
});

describe("a value", () => {
  it("is at rest under AES-256-GCM, bound to its place", async () => {
    await set("TOKEN", "hunter2-hunter2");
    const [version] = await versions();
    const [entry] = await test.db
      .select()
      .from(configurationEntries)
      .where(eq(configurationEntries.versionId, version?.id ?? ""));
    expect(entry?.sealedValue).toMatch(/^v1\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
    expect(JSON.stringify([version, entry])).not.toContain("hunter2");
    await test.db
      .update(configurationEntries)
      .set({ key: "OTHER" })
      .where(eq(configurationEntries.versionId, version?.id ?? ""));
    await expect(valuesIn("dev")).rejects.toMatchObject({ name: "SealBroken" });
  });

  it("is a secret unless somebody says otherwise, and shown only then", async () => {
    await set("TOKEN", "hunter2-hunter2");
    await set("LEVEL", "debug", { secret: false });
    await set("LEVEL", "info");
    expect(await listVariables(viewer, serviceId)).toMatchObject([
      { key: "LEVEL", secret: false, value: "info" },
      { key: "TOKEN", secret: true, value: null },
    ]);
  });

  it("stays hidden in the past when it is removed after it became a secret, and after a restore", async () => {
    await set("PASSPHRASE", "hunter2-hunter2", { secret: false });
    await set("PASSPHRASE", "hunter2-hunter2", { secret: true });
    await set("PASSPHRASE", undefined);
    expect(JSON.stringify(await history())).not.toContain("hunter2");
    await restoreConfiguration(developer, { serviceId, environment: "dev", version: 1, reason: "" });
    expect(JSON.stringify(await listVariables(viewer, serviceId))).not.toContain("hunter2");
    await set("PASSPHRASE", "written-again", { secret: false });
    expect(await listVariables(viewer, serviceId)).toMatchObject([{ value: "written-again" }]);
  });

  it("is not shown from the past either once it is a secret", async () => {
    await set("TOKEN", "hunter2-hunter2", { secret: false });
    await set("TOKEN", "another-one", { secret: true });
    expect(JSON.stringify(await history())).not.toMatch(/hunter2|another-one/);
    await restoreConfiguration(developer, { serviceId, environment: "dev", version: 1, reason: "" });
    expect(await listVariables(developer, serviceId)).toMatchObject([{ secret: true, value: null }]);
  });

  it("is read in plain by nobody but the machinery", async () => {
    await expect(readConfiguration(developer, await placeIn("dev"), undefined)).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});
