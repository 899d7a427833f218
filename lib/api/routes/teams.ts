import "server-only";
import { z } from "zod";

import {
  addTeamMember,
  createTeam,
  deleteTeam,
  getTeam,
  listTeams,
  removeTeamMember,
  updateTeam,
} from "@/lib/auth";
import { CreateTeam, DeleteTeam, TeamView, UpdateTeam } from "@/lib/auth/contract";

import { defineRoute } from "../define-route";

const tag = "Teams";
const Changed = z.object({ id: z.string() });

export const teamRoutes = [
  defineRoute("GET /teams", {
    id: "listTeams",
    tag,
    permission: "read",
    summary: "Teams with their members and what they own, by name",
    status: 200,
    response: z.object({ items: z.array(TeamView) }),
    run: async (ctx) => ({ items: await listTeams(ctx) }),
  }),
  defineRoute("POST /teams", {
    id: "createTeam",
    tag,
    permission: "team.edit",
    summary: "Add a team",
    body: CreateTeam,
    example: { name: "harbour", title: "Harbour", description: "Everything that floats" },
    status: 201,
    response: z.object({ id: z.string(), name: z.string() }),
    run: (ctx, { body }) => createTeam(ctx, body),
  }),
  defineRoute("GET /teams/{id}", {
    id: "getTeam",
    tag,
    permission: "read",
    summary: "One team",
    description: "`{id}` is the id or the name of a team, here and below.",
    status: 200,
    response: TeamView,
    run: (ctx, { params }) => getTeam(ctx, params.id),
  }),
  defineRoute("PATCH /teams/{id}", {
    id: "updateTeam",
    tag,
    permission: "team.edit",
    summary: "Rename or describe a team",
    description: "Absent keys stay as they are.",
    body: UpdateTeam.omit({ id: true }),
    status: 200,
    response: TeamView,
    run: async (ctx, { params, body }) => getTeam(ctx, (await updateTeam(ctx, { ...body, ...params })).id),
  }),
  defineRoute("DELETE /teams/{id}", {
    id: "deleteTeam",
    tag,
    permission: "team.edit",
    summary: "Delete a team",
    description: "`confirmName` repeats its name. Services that it owned have no owner after that.",
    query: DeleteTeam.omit({ id: true }),
    status: 200,
    response: Changed,
    run: (ctx, { params, query }) => deleteTeam(ctx, { ...params, ...query }),
  }),
  defineRoute("PUT /teams/{id}/members/{personId}", {
    id: "addTeamMember",
    tag,
    permission: "team.edit",
    summary: "Take a person into a team",
    body: z.object({}),
    status: 200,
    response: Changed,
    run: (ctx, { params }) => addTeamMember(ctx, params),
  }),
  defineRoute("DELETE /teams/{id}/members/{personId}", {
    id: "removeTeamMember",
    tag,
    permission: "team.edit",
    summary: "Take a person out of a team",
    status: 200,
    response: Changed,
    run: (ctx, { params }) => removeTeamMember(ctx, params),
  }),
];
