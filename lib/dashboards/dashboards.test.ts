import { eq } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { auditEntries, dashboards } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { routes } from "@/lib/api/registry";
import { apiOver } from "@/lib/api/testing";
import { as } from "@/lib/delivery/testing";

import { createDashboard, deleteDashboard, getDashboard, listDashboards, saveDashboard } from ".";
import { BUILT_IN } from "./built-in";
import { DashboardDefinition } from "./contract";

const database = await testDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const developer = as(database, "developer");
const viewer = as(database, "viewer");
const call = apiOver(routes, database);

const aDefinition = (name: string, where = 'service="$service"') =>
  DashboardDefinition.parse({
    format: 1,
    name,
    variables: [{ name: "service" }],
    panels: [
      {
        id: "rate",
        kind: "time_series",
        place: { x: 0, y: 0, w: 6, h: 7 },
        query: { metric: "gateway.requests", where },
      },
    ],
  });

describe("a dashboard", () => {
  it("is created, read, listed by name after the built-in ones, and deleted, and the trail tells it", async () => {
    const { id } = await createDashboard(developer, { definition: aDefinition("Orders") });
    await createDashboard(developer, { definition: aDefinition("Boats") });
    const view = await getDashboard(viewer, id);
    expect(view).toMatchObject({ id, version: 1, isBuiltIn: false, updatedByName: "Ada the developer" });
    expect(view.definition).toEqual(aDefinition("Orders"));
    const names = (await listDashboards(viewer)).map(({ name, panels }) => [name, panels > 0]);
    expect(names).toEqual(
      [...BUILT_IN.map(({ definition }) => definition.name), "Boats", "Orders"].map((name) => [name, true]),
    );

    const renamed = { ...aDefinition("Orders of today"), description: "Since midnight" };
    await saveDashboard(developer, { id, definition: renamed, expectedVersion: 1 });
    await deleteDashboard(developer, { id });
    await expect(getDashboard(viewer, id)).rejects.toMatchObject({ code: "not_found" });
    const trail = await database.db
      .select({
        action: auditEntries.action,
        name: auditEntries.subjectName,
        before: auditEntries.before,
        after: auditEntries.after,
      })
      .from(auditEntries)
      .where(eq(auditEntries.subject, id))
      .orderBy(auditEntries.id);
    expect(trail).toMatchObject([
      { action: "dashboard.create", name: "Orders", after: { definition: { name: "Orders" } } },
      {
        action: "dashboard.save",
        before: { definition: { name: "Orders" }, version: 1 },
        after: { definition: { name: "Orders of today" }, version: 2 },
      },
      { action: "dashboard.delete", before: { definition: { name: "Orders of today" }, version: 2 } },
    ]);
  });

  it("is saved over no version but the one that was changed, and who was faster is told", async () => {
    const { id } = await createDashboard(developer, { definition: aDefinition("Twice") });
    const saves = await Promise.allSettled([
      saveDashboard(developer, { id, definition: aDefinition("One"), expectedVersion: 1 }),
      saveDashboard(as(database, "operator"), { id, definition: aDefinition("Other"), expectedVersion: 1 }),
    ]);
    expect(saves.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const refused = saves.find((save) => save.status === "rejected");
    expect(refused?.reason).toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/^Ada the (developer|operator) has saved version 2/),
    });
    expect((await getDashboard(viewer, id)).version).toBe(2);
  });

  it("is not changed by viewers, and a filter with an unknown variable is refused by its path", async () => {
    const definition = aDefinition("No");
    const refusals = [
      createDashboard(viewer, { definition }),
      saveDashboard(viewer, { id: "dsh_x", definition, expectedVersion: 1 }),
      deleteDashboard(viewer, { id: "dsh_x" }),
    ];
    for (const refusal of await Promise.allSettled(refusals))
      expect(refusal).toMatchObject({ status: "rejected", reason: { code: "forbidden" } });
    await expect(
      createDashboard(developer, { definition: aDefinition("No", 'release="$release"') }),
    ).rejects.toMatchObject({
      code: "invalid",
      fields: [
        { path: "definition.panels.0.query.where", message: expect.stringContaining("$release is no") },
      ],
    });
  });

  it("that can no longer be read is listed and says what is wrong, and can be deleted", async () => {
    const { id } = await createDashboard(developer, { definition: aDefinition("Broken") });
    const panels = [{ id: "a", kind: "hologram", place: { x: 0, y: 0, w: 1, h: 1 } }];
    await database.db
      .update(dashboards)
      .set({ definition: { format: 1, name: "Broken", panels } })
      .where(eq(dashboards.id, id));
    expect((await listDashboards(viewer)).find((one) => one.id === id)).toMatchObject({ panels: 1 });
    await expect(getDashboard(viewer, id)).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining("definition.panels.0.kind"),
    });
    await database.db.update(dashboards).set({ definition: "?" }).where(eq(dashboards.id, id));
    expect((await listDashboards(viewer)).find((one) => one.id === id)).toMatchObject({ panels: 0 });
    await deleteDashboard(developer, { id });
  });
});

describe("one that comes with Slipway", () => {
  it.each(BUILT_IN)(
    "$id is a definition like any other, in which nothing overlaps",
    async ({ id, definition }) => {
      expect(DashboardDefinition.parse(definition)).toEqual(definition);
      const cells = definition.panels.flatMap(({ place: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(await getDashboard(viewer, id)).toMatchObject({ isBuiltIn: true, updatedByName: null });
      expect((await createDashboard(developer, { definition })).id).toMatch(/^dsh_/);
    },
  );

  it("stays as it is", async () => {
    const refusal = { code: "conflict", message: expect.stringContaining("Clone it") };
    await expect(deleteDashboard(developer, { id: "services" })).rejects.toMatchObject(refusal);
    await expect(
      saveDashboard(developer, { id: "service", definition: aDefinition("Mine"), expectedVersion: 1 }),
    ).rejects.toMatchObject(refusal);
  });
});

describe("over the API", () => {
  it("what is exported is what can be imported", async () => {
    const exported = await call("GET", "/dashboards/releases");
    const imported = await call("POST", "/dashboards", { body: { definition: exported.body["definition"] } });
    expect(imported.status).toBe(201);
    const again = await call("GET", `/dashboards/${String(imported.body["id"])}`);
    expect(again.body["definition"]).toEqual(exported.body["definition"]);
  });

  it("what cannot be imported is named by its path, all of it at once", async () => {
    const { panels } = aDefinition("Faulty");
    const definition = {
      format: 1,
      name: "",
      colour: "red",
      panels: [...panels, { ...panels[0], place: { x: 8, y: 0, w: 6, h: 7 }, query: { where: "service" } }],
    };
    const { status, body } = await call("POST", "/dashboards", { body: { definition } });
    expect(status).toBe(422);
    const errors = z.array(z.object({ path: z.string() })).parse(body["errors"]);
    expect(errors.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        "definition.colour",
        "definition.name",
        "definition.panels.1.place",
        "definition.panels.1.query.metric",
        "definition.panels.1.query.where",
      ]),
    );
  });
});
