import "server-only";
import { z } from "zod";

import {
  changeRole,
  disablePerson,
  enablePerson,
  invitePerson,
  listPeople,
  renewInvitation,
  revokeAllSessions,
} from "@/lib/auth";
import { ChangeRole, InvitationView, InvitePerson, ListPeople, PeoplePage } from "@/lib/auth/contract";

import { defineRoute } from "../define-route";

const tag = "People";
const Changed = z.object({ id: z.string() });
const Invitation = InvitationView.extend({
  path: z.string().nullable().describe("The one-time link; null when the answer is repeated."),
});

export const peopleRoutes = [
  defineRoute("GET /people", {
    id: "listPeople",
    tag,
    permission: "settings.read",
    summary: "People and their roles",
    query: ListPeople,
    status: 200,
    response: PeoplePage,
    run: (ctx, { query }) => listPeople(ctx, query),
  }),
  defineRoute("POST /people", {
    id: "invitePerson",
    tag,
    permission: "person.invite",
    summary: "Invite a person",
    description: "The answer holds a one-time link, which sets the password. It is shown once.",
    body: InvitePerson,
    example: { name: "Ada Lovelace", email: "ada@example.com", role: "developer" },
    status: 201,
    response: Invitation,
    shownOnce: ["path"],
    run: (ctx, { body }) => invitePerson(ctx, body),
  }),
  defineRoute("POST /people/{id}/link", {
    id: "renewInvitation",
    tag,
    permission: "person.invite",
    summary: "Make a fresh one-time link for a person",
    body: z.object({}),
    status: 201,
    response: Invitation,
    shownOnce: ["path"],
    run: (ctx, { params }) => renewInvitation(ctx, params),
  }),
  defineRoute("PUT /people/{id}/role", {
    id: "changeRole",
    tag,
    permission: "person.edit",
    summary: "Give a person another role",
    body: ChangeRole.omit({ id: true }),
    example: { role: "operator" },
    status: 200,
    response: Changed,
    run: (ctx, { params, body }) => changeRole(ctx, { ...params, ...body }),
  }),
  defineRoute("POST /people/{id}/disable", {
    id: "disablePerson",
    tag,
    permission: "person.edit",
    summary: "Shut a person out at once",
    body: z.object({}),
    status: 200,
    response: Changed,
    run: (ctx, { params }) => disablePerson(ctx, params),
  }),
  defineRoute("POST /people/{id}/enable", {
    id: "enablePerson",
    tag,
    permission: "person.edit",
    summary: "Let a disabled person in again",
    body: z.object({}),
    status: 200,
    response: Changed,
    run: (ctx, { params }) => enablePerson(ctx, params),
  }),
  defineRoute("DELETE /people/{id}/sessions", {
    id: "revokeSessions",
    tag,
    permission: "person.edit",
    summary: "End all sessions of a person",
    status: 200,
    response: z.object({ ended: z.number() }),
    run: (ctx, { params }) => revokeAllSessions(ctx, { personId: params.id }),
  }),
];
