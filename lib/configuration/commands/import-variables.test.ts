import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { compareConfigurations, exportVariables } from "..";
import { aConfiguredPortal } from "../testing";
import { restoreConfiguration } from "./restore-configuration";

const portal = await aConfiguredPortal();
afterAll(() => portal[Symbol.asyncDispose]());
const { developer, viewer, set, importing, versions, valuesIn, history } = portal;
let serviceId = "";
beforeEach(async () => {
  serviceId = await portal.freshService();
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
