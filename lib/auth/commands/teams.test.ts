import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { pipelines, services, teamMembers, users } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";

import { CreateTeam } from "../contract";
import { getTeam, listTeams, teamsOf } from "../team-queries";
import { aPerson, audited } from "../testing";
import { createTeam } from "./create-team";
import { deleteTeam } from "./delete-team";
import { addTeamMember, removeTeamMember } from "./team-members";
import { updateTeam } from "./update-team";

const test = await testDatabase();
const { db } = test;
afterAll(() => test[Symbol.asyncDispose]());

const boss = contextOf(await aPerson(db, "administrator"), db);
const operator = contextOf(await aPerson(db, "operator"), db);
const ada = await aPerson(db, "developer", { name: "Ada" });

let count = 0;
let team: { id: string; name: string };
beforeEach(async () => {
  team = await createTeam(boss, CreateTeam.parse({ name: `harbour-${(count += 1)}` }));
});

describe("teams", () => {
  it("are edited by administrators, seen by everybody, and each change is recorded", async () => {
    await updateTeam(boss, { id: team.name, title: "Harbour" });
    await addTeamMember(boss, { id: team.id, personId: ada.id });
    expect(await getTeam(operator, team.name)).toMatchObject({
      id: team.id,
      title: "Harbour",
      members: [{ id: ada.id, name: "Ada", disabled: false }],
    });
    expect((await listTeams(operator)).map(({ name }) => name)).toContain(team.name);
    for (const ask of [
      () => createTeam(operator, CreateTeam.parse({ name: "pirates" })),
      () => updateTeam(operator, { id: team.id, title: "Pirates" }),
      () => deleteTeam(operator, { id: team.id, confirmName: team.name }),
      () => addTeamMember(operator, { id: team.id, personId: operator.actor.id }),
      () => removeTeamMember(operator, { id: team.id, personId: ada.id }),
    ])
      await expect(ask()).rejects.toMatchObject({ code: "forbidden" });

    await removeTeamMember(boss, { id: team.id, personId: ada.id });
    await deleteTeam(boss, { id: team.id, confirmName: team.name });
    for (const action of ["create", "edit", "add_member", "remove_member", "delete"])
      expect((await audited(db, `team.${action}`))[0]).toMatchObject({ subject: team.id });
    await expect(getTeam(boss, team.id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("have names of their own, and a renamed one keeps its members", async () => {
    await expect(createTeam(boss, CreateTeam.parse({ name: team.name }))).rejects.toMatchObject({
      code: "conflict",
    });
    expect(CreateTeam.safeParse({ name: "Not a slug" }).success).toBe(false);
    await addTeamMember(boss, { id: team.id, personId: ada.id });
    await updateTeam(boss, { id: team.id, name: `${team.name}-west` });
    expect(await teamsOf(boss, ada.id)).toMatchObject([{ id: team.id, name: `${team.name}-west` }]);
    await removeTeamMember(boss, { id: team.id, personId: ada.id });
  });

  it("hold each person once, also when two add them at once, and nobody who is disabled counts", async () => {
    const added = await Promise.allSettled(
      [1, 2].map(() => addTeamMember(boss, { id: team.id, personId: ada.id })),
    );
    expect(added.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await teamsOf(boss, ada.id)).toMatchObject([{ id: team.id }]);
    expect(await teamsOf(boss, operator.actor.id)).toEqual([]);
    await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, ada.id));
    expect(await teamsOf(boss, ada.id)).toEqual([]);
    expect((await getTeam(boss, team.id)).members).toMatchObject([{ id: ada.id, disabled: true }]);
    await db.update(users).set({ disabledAt: null }).where(eq(users.id, ada.id));
  });

  it("keep their name, and stay, while a pipeline asks them for approvals", async () => {
    const definition = { stages: [{ environment: "dev", approvals: { count: 1, team: team.name } }] };
    const by = { updatedBy: "", updatedByName: "" };
    await db.insert(pipelines).values({ definition, text: "", ...by });
    const refused = { code: "conflict", message: expect.stringContaining("for approvals: the template.") };
    await expect(updateTeam(boss, { id: team.id, name: "elsewhere" })).rejects.toMatchObject(refused);
    await expect(deleteTeam(boss, { id: team.id, confirmName: team.name })).rejects.toMatchObject(refused);
    await updateTeam(boss, { id: team.id, name: team.name, title: "Harbour" });
    await db.delete(pipelines);
    await deleteTeam(boss, { id: team.id, confirmName: team.name });
  });

  it("are deleted only by name, and leave their services without an owner", async () => {
    await db.insert(services).values({ name: `buoys-${count}`, repositoryUrl: "/srv", ownerTeamId: team.id });
    expect((await getTeam(boss, team.id)).services).toEqual([`buoys-${count}`]);
    await expect(deleteTeam(boss, { id: team.id, confirmName: "" })).rejects.toMatchObject({
      code: "invalid",
    });
    await deleteTeam(boss, { id: team.id, confirmName: team.name });
    expect((await audited(db, "team.delete"))[0]).toMatchObject({ before: { services: [`buoys-${count}`] } });
    const [service] = await db
      .select()
      .from(services)
      .where(eq(services.name, `buoys-${count}`));
    expect(service?.ownerTeamId).toBeNull();
    expect(await db.$count(teamMembers, eq(teamMembers.teamId, team.id))).toBe(0);
  });
});
