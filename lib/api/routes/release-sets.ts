import "server-only";
import { z } from "zod";

import { pageOf } from "@/lib/core/contract";
import {
  cancelReleaseSet,
  continueReleaseSet,
  getReleaseSet,
  listReleaseSets,
  listSetCandidates,
  planReleaseSet,
  planSetRollback,
  rollBackReleaseSet,
  startReleaseSet,
} from "@/lib/delivery";
import {
  ContinueReleaseSet,
  ListReleaseSets,
  PlannedReturn,
  PlanReleaseSet,
  ReleaseSetPlan,
  ReleaseSetRow,
  ReleaseSetView,
  RollBackReleaseSet,
  SetCandidate,
  SetCandidates,
  StartReleaseSet,
} from "@/lib/delivery/contract";

import { defineRoute } from "../define-route";

const tag = "Release sets";
const Begun = z.object({ id: z.string(), status: z.literal("running") });

export const releaseSetRoutes = [
  defineRoute("POST /release-sets", {
    id: "startReleaseSet",
    tag,
    permission: "deployment.create",
    summary: "Promote several services together, in the order of their dependencies",
    description:
      "Answers at once; ask `GET /api/v1/release-sets/{id}` how far it is. It stops where a member fails, and waits.",
    body: StartReleaseSet,
    example: {
      from: "staging",
      to: "production",
      services: [{ service: "shop" }, { service: "tide-tables" }],
    },
    status: 202,
    response: Begun,
    run: (ctx, { body }) => startReleaseSet(ctx, body),
  }),
  defineRoute("GET /release-sets", {
    id: "listReleaseSets",
    tag,
    permission: "read",
    summary: "Release sets, newest first",
    query: ListReleaseSets,
    status: 200,
    response: pageOf(ReleaseSetRow),
    run: (ctx, { query }) => listReleaseSets(ctx, query),
  }),
  defineRoute("GET /release-sets/{id}", {
    id: "getReleaseSet",
    tag,
    permission: "read",
    summary: "One release set, wave by wave",
    status: 200,
    response: ReleaseSetView,
    run: (ctx, { params }) => getReleaseSet(ctx, params.id),
  }),
  defineRoute("GET /release-sets/{id}/rollback-plan", {
    id: "planSetRollback",
    tag,
    permission: "read",
    summary: "What rolling a release set back would restore, the last wave first, and what stays and why",
    status: 200,
    response: z.object({ items: z.array(PlannedReturn) }),
    run: async (ctx, { params }) => ({ items: await planSetRollback(ctx, params.id) }),
  }),
  defineRoute("GET /release-set-candidates", {
    id: "listSetCandidates",
    tag,
    permission: "read",
    summary: "Services that run another release in one environment than in another",
    query: SetCandidates,
    status: 200,
    response: z.object({ items: z.array(SetCandidate) }),
    run: async (ctx, { query }) => ({ items: await listSetCandidates(ctx, query) }),
  }),
  defineRoute("GET /release-set-plan", {
    id: "planReleaseSet",
    tag,
    permission: "read",
    summary: "The waves of a release set, and what blocks each member",
    query: PlanReleaseSet,
    status: 200,
    response: ReleaseSetPlan,
    run: (ctx, { query }) => planReleaseSet(ctx, query),
  }),
  defineRoute("POST /release-sets/{id}/continue", {
    id: "continueReleaseSet",
    tag,
    permission: "deployment.create",
    summary: "Let a stopped release set go on",
    body: ContinueReleaseSet.omit({ id: true }),
    example: { failed: "retry" },
    status: 202,
    response: Begun,
    run: (ctx, { params, body }) => continueReleaseSet(ctx, { ...params, ...body }),
  }),
  defineRoute("POST /release-sets/{id}/roll-back", {
    id: "rollBackReleaseSet",
    tag,
    permission: "deployment.create",
    summary: "Take back what a release set promoted, in reverse order",
    description: "Answers with the id of another release set, which does it. What is under way is canceled.",
    body: RollBackReleaseSet.omit({ id: true }),
    example: { reason: "Prices are wrong" },
    status: 202,
    response: Begun,
    run: (ctx, { params, body }) => rollBackReleaseSet(ctx, { ...params, ...body }),
  }),
  defineRoute("POST /release-sets/{id}/cancel", {
    id: "cancelReleaseSet",
    tag,
    permission: "deployment.create",
    summary: "Begin nothing more of a release set",
    description: "What is under way ends by itself, and what was promoted stays.",
    body: z.object({}),
    status: 200,
    response: z.object({ id: z.string() }),
    run: (ctx, { params }) => cancelReleaseSet(ctx, params),
  }),
];
