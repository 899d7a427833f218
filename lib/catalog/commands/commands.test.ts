import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import type { Role } from "@/db/enums";
import { auditEntries, environments, placements, releases, services } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import { getEnvironment, getServiceView } from "../queries";
import { archiveService } from "./archive-service";
import { createEnvironment } from "./create-environment";
import { createService } from "./create-service";
import { updateEnvironment } from "./update-environment";
import { updateService } from "./update-service";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
afterAll(() => test[Symbol.asyncDispose]());

const as = (role: Role) =>
  contextOf({ type: "token", id: `tok_${role}`, name: role, role, scopes: ["admin"] }, test.db);
const [developer, operator, administrator] = [as("developer"), as("operator"), as("administrator")];

let count = 0;
let service: { id: string; name: string };
beforeEach(async () => {
  service = await createService(developer, {
    name: `tides-${(count += 1)}`,
    description: "",
    repository: { url: "/srv/tides", branch: "main" },
    settings: {},
  });
});

const audited = async (action: string) =>
  (await test.db.select().from(auditEntries).where(eq(auditEntries.action, action))).toSorted((a, b) =>
    a.id < b.id ? -1 : 1,
  );

describe("changes at the same moment", () => {
  it("of different rules of an environment all stay", async () => {
    const { id } = await createEnvironment(administrator, { name: "busy" });
    await Promise.all([
      updateEnvironment(administrator, { id, settleMs: 1 }),
      updateEnvironment(administrator, { id, drainMs: 2 }),
      updateEnvironment(administrator, { id, warmMs: 3 }),
      updateEnvironment(administrator, { id, deployRole: "operator" }),
    ]);
    expect(await getEnvironment(administrator, id)).toMatchObject({
      settleMs: 1,
      drainMs: 2,
      warmMs: 3,
      deployRole: "operator",
    });
    const trail = await audited("environment.edit");
    // Each entry begins where the one before ended.
    expect(trail.slice(1).map(({ before }) => before)).toEqual(trail.slice(0, -1).map(({ after }) => after));
  });

  it("of different parts of a service all stay", async () => {
    const { id } = service;
    await Promise.all([
      updateService(developer, { id, description: "When to sail" }),
      updateService(developer, { id, settings: { startCommand: "node tides.mjs" } }),
      updateService(developer, { id, repository: { url: "/srv/moved" } }),
    ]);
    const view = await getServiceView(developer, id);
    expect(view).toMatchObject({
      description: "When to sail",
      settings: { startCommand: "node tides.mjs" },
      repository: { url: "/srv/moved" },
    });
    await updateService(developer, { id });
    expect(await getServiceView(developer, id)).toEqual(view);
  });

  it("of different fields of one part all stay, and null takes one away", async () => {
    const { id } = service;
    await Promise.all([
      updateService(developer, { id, settings: { startCommand: "node tides.mjs" } }),
      updateService(developer, { id, settings: { healthPath: "/healthy" } }),
      updateService(developer, { id, repository: { url: undefined, branch: "stable" } }),
      updateService(developer, { id, repository: { path: "services/tides" } }),
    ]);
    const { repository } = await getServiceView(developer, id);
    expect(repository).toMatchObject({ branch: "stable", path: "services/tides" });
    expect(repository.url).toBeTruthy();
    await updateService(developer, { id, settings: { startCommand: null }, repository: { branch: null } });
    const view = await getServiceView(developer, id);
    expect(view.settings).toEqual({ healthPath: "/healthy" });
    expect(view.repository).toEqual({ url: repository.url, path: "services/tides" });
  });
});

describe("a new environment", () => {
  it("is for operators when it is production, and for whom it says otherwise", async () => {
    const roleOf = async (rules: object) => {
      const { id } = await createEnvironment(administrator, { name: `env-${(count += 1)}`, ...rules });
      return (await getEnvironment(administrator, id)).deployRole;
    };
    expect(await roleOf({ isProduction: true })).toBe("operator");
    expect(await roleOf({ isProduction: true, deployRole: "developer" })).toBe("developer");
    expect(await roleOf({})).toBe("developer");
  });
});

describe("archiving a service", () => {
  const archive = (ctx = operator) => archiveService(ctx, { id: service.id, confirmName: service.name });

  it("happens once, also when two ask at once", async () => {
    const answers = await Promise.allSettled([archive(), archive()]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(answers.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "not_found" },
    });
    const trail = await audited("service.archive");
    expect(trail.filter(({ subject }) => subject === service.id)).toHaveLength(1);
  });

  it("needs the role of the strictest environment it runs in", async () => {
    const { id } = await createEnvironment(administrator, { name: "vault", deployRole: "administrator" });
    const [release] = await test.db
      .insert(releases)
      .values({
        serviceId: service.id,
        number: 1,
        ref: "main",
        requestedBy: "user:usr_ada",
        requestedByName: "Ada",
      })
      .returning({ id: releases.id });
    for (const environmentId of [id, (await getEnvironment(operator, "dev")).id]) {
      await test.db.insert(placements).values({
        serviceId: service.id,
        environmentId,
        regionId: sql`(select id from regions where environment_id = ${environmentId})`,
        releaseId: required(release, "a release").id,
      });
    }
    await expect(archive()).rejects.toThrow("Only administrators may stop what runs in vault.");
    const [row] = await test.db.select().from(services).where(eq(services.id, service.id));
    expect(row?.archivedAt).toBeNull();
    await expect(archive(administrator)).resolves.toEqual({ id: service.id });
    expect(await test.db.$count(environments, eq(environments.id, id))).toBe(1);
  });
});
