import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import type { Role } from "@/db/enums";
import { auditEntries, configurationEntries, configurationVersions, environments } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { createService } from "@/lib/catalog";
import { contextOf } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import {
  compareConfigurations,
  exportVariables,
  listConfigurationVersions,
  listVariables,
  pinConfiguration,
  readConfiguration,
} from "..";
import { importVariables } from "./import-variables";
import { restoreConfiguration } from "./restore-configuration";
import { setVariable } from "./set-variable";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
afterAll(() => test[Symbol.asyncDispose]());

const as = (role: Role) =>
  contextOf({ type: "token", id: `tok_${role}`, name: role, role, scopes: ["admin"] }, test.db);
const developer = as("developer");
const viewer = as("viewer");
const job = contextOf({ type: "job", name: "delivery" }, test.db);

let count = 0;
let serviceId = "";
beforeEach(async () => {
  const input = {
    name: `tides-${(count += 1)}`,
    description: "",
    repository: { url: "/srv/tides" },
    settings: {},
  };
  serviceId = (await createService(developer, input)).id;
});

const set = (key: string, value: string | undefined, more: { environment?: string; secret?: boolean } = {}) =>
  setVariable(developer, { serviceId, environment: "dev", key, value, ...more });
const importing = (text: string, more: Partial<Parameters<typeof importVariables>[1]> = {}) =>
  importVariables(developer, {
    serviceId,
    environment: "dev",
    text,
    plain: [],
    replace: false,
    reason: "",
    dryRun: false,
    ...more,
  });
const versions = () =>
  test.db
    .select()
    .from(configurationVersions)
    .where(eq(configurationVersions.serviceId, serviceId))
    .orderBy(asc(configurationVersions.number));
const placeIn = async (environment: string) => {
  const [row] = await test.db.select().from(environments).where(eq(environments.name, environment));
  return { serviceId, environmentId: required(row, "the environment").id };
};
const valuesIn = async (environment: string) =>
  (await readConfiguration(job, await placeIn(environment), undefined)).values;
const history = () =>
  listConfigurationVersions(developer, { serviceId, environment: "dev", limit: 50, cursor: undefined });

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

describe("an import", () => {
  it("sets everything in one version, and says before what would change", async () => {
    await set("LEVEL", "info", { secret: false });
    await set("OLD", "x");
    const text = "export LEVEL=debug\nTOKEN='hunter2-hunter2' # secret\nOLD=\nNEW=\n";
    const plan = await importing(text, { dryRun: true });
    expect(plan).toEqual({
      version: 2,
      changed: true,
      changes: [
        { key: "LEVEL", change: "changed", secret: false, before: "info", after: "debug" },
        { key: "TOKEN", change: "added", secret: true, before: null, after: null },
      ],
      sameCount: 1,
      leftOut: [
        { key: "OLD", line: 3, kept: true },
        { key: "NEW", line: 4, kept: false },
      ],
    });
    expect(await versions()).toHaveLength(2);
    expect(await importing(text)).toEqual({ ...plan, version: 3 });
    expect(await valuesIn("dev")).toEqual({ LEVEL: "debug", OLD: "x", TOKEN: "hunter2-hunter2" });
    expect(await importing(text)).toMatchObject({ version: 3, changed: false, changes: [] });
  });

  it("removes what is not in it only when it is told to replace", async () => {
    await set("OLD", "x");
    await importing("A=1", { replace: true });
    expect(await valuesIn("dev")).toEqual({ A: "1" });
  });

  it("takes all or nothing, and names each line that is wrong", async () => {
    await expect(importing("A=1\nnonsense\nSLIPWAY_X=2")).rejects.toMatchObject({
      code: "invalid",
      fields: [
        { path: "text", message: expect.stringMatching(/^Line 2: There is no =/) },
        {
          path: "text",
          message: expect.stringMatching(/^Line 3: SLIPWAY_X: Names that start with SLIPWAY_/),
        },
      ],
    });
    expect(await versions()).toEqual([]);
  });

  it("is refused when somebody changed what was looked at", async () => {
    const { version } = await importing("A=1", { dryRun: true });
    await set("B", "2");
    await expect(importing("A=1", { expectedVersion: version })).rejects.toMatchObject({ code: "conflict" });
  });

  it("of two at the same moment on the same version takes one", async () => {
    const answers = await Promise.allSettled([
      importing("A=1", { expectedVersion: 0 }),
      importing("A=2", { expectedVersion: 0 }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await versions()).toHaveLength(1);
  });

  it("of an export changes nothing, and an export holds no secret", async () => {
    await importing("LEVEL='two words'\nEMPTY=\"\"\nTOKEN=hunter2-hunter2", { plain: ["LEVEL", "EMPTY"] });
    const { text, fileName } = await exportVariables(viewer, { serviceId, environment: "dev" });
    expect(fileName).toMatch(/^tides-\d+-dev\.env$/);
    expect(text.split("\n").slice(1)).toEqual([
      'EMPTY=""',
      "LEVEL='two words'",
      "# secret, not exported",
      "TOKEN=",
      "",
    ]);
    expect(await importing(text, { replace: true })).toMatchObject({ changed: false });
  });
});

describe("going back to an earlier version", () => {
  it("writes what it held as the newest one", async () => {
    await set("A", "1");
    await set("A", "2");
    const restored = await restoreConfiguration(developer, {
      serviceId,
      environment: "dev",
      version: 1,
      reason: "",
    });
    expect(restored).toEqual({ version: 3, changed: true });
    expect(await valuesIn("dev")).toEqual({ A: "1" });
    expect((await history()).items[0]).toMatchObject({
      number: 3,
      origin: "restore",
      reason: "Version 1 again.",
    });
    await expect(
      restoreConfiguration(developer, { serviceId, environment: "dev", version: 9, reason: "" }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a comparison of two environments", () => {
  it("shows which keys differ, and values only of what is secret on neither side", async () => {
    await importing("SAME=1\nLEVEL=debug\nMIXED=plain-value\nONLY_DEV=x", {
      plain: ["SAME", "LEVEL", "MIXED"],
    });
    await importing("SAME=1\nLEVEL=info\nMIXED=secret-value\nONLY_STAGING=y", {
      environment: "staging",
      plain: ["SAME", "LEVEL"],
    });
    const diff = await compareConfigurations(viewer, { serviceId, from: "dev", to: "staging" });
    expect(diff).toMatchObject({ sameCount: 1, from: { environment: "dev", version: { number: 1 } } });
    expect(diff.changes).toEqual([
      { key: "LEVEL", change: "changed", secret: false, before: "debug", after: "info" },
      { key: "MIXED", change: "changed", secret: true, before: null, after: null },
      { key: "ONLY_DEV", change: "removed", secret: true, before: null, after: null },
      { key: "ONLY_STAGING", change: "added", secret: true, before: null, after: null },
    ]);
  });
});
