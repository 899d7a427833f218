import "server-only";
import { z } from "zod";

import {
  assignIssue,
  getIssue,
  getReleaseHealth,
  ignoreIssue,
  listIssues,
  mergeIssues,
  reopenIssue,
  resolveIssue,
} from "@/lib/errors";
import {
  AssignIssue,
  IgnoreIssue,
  IssuesView,
  IssueView,
  ListIssues,
  MergeIssues,
  ReadIssue,
  ReleaseHealthView,
  ResolveIssue,
} from "@/lib/errors/contract";

import { defineRoute } from "../define-route";

const tag = "Errors";
const Done = z.object({ issueId: z.string() });

export const errorRoutes = [
  defineRoute("GET /errors", {
    id: "listErrors",
    tag,
    permission: "read",
    summary: "Error issues, the last seen first",
    query: ListIssues,
    status: 200,
    response: IssuesView,
    run: (ctx, { query }) => listIssues(ctx, query),
  }),
  defineRoute("GET /errors/{id}", {
    id: "getError",
    tag,
    permission: "read",
    summary: "One error issue, why its events belong together, and one of them with its stack",
    query: ReadIssue,
    status: 200,
    response: IssueView,
    run: (ctx, { params, query }) => getIssue(ctx, params.id, query),
  }),
  defineRoute("POST /errors/{id}/assign", {
    id: "assignError",
    tag,
    permission: "error.edit",
    summary: "Say who looks after it; nobody with null",
    body: AssignIssue.omit({ issueId: true }),
    status: 200,
    response: Done,
    run: (ctx, { params, body }) => assignIssue(ctx, { issueId: params.id, ...body }),
  }),
  defineRoute("POST /errors/{id}/resolve", {
    id: "resolveError",
    tag,
    permission: "error.edit",
    summary: "Resolve it: by now, in a release, or in the next one",
    description:
      "With a release, events of releases that do not contain its commit leave the issue resolved, whatever their versions and dates.",
    body: ResolveIssue.omit({ issueId: true }),
    status: 200,
    response: Done,
    run: (ctx, { params, body }) => resolveIssue(ctx, { issueId: params.id, ...body }),
  }),
  defineRoute("POST /errors/{id}/ignore", {
    id: "ignoreError",
    tag,
    permission: "error.edit",
    summary: "Hide it for a time, a number of events, or until a newer release has it",
    body: IgnoreIssue.omit({ issueId: true }),
    status: 200,
    response: Done,
    run: (ctx, { params, body }) => ignoreIssue(ctx, { issueId: params.id, ...body }),
  }),
  defineRoute("POST /errors/{id}/reopen", {
    id: "reopenError",
    tag,
    permission: "error.edit",
    summary: "Take back that it is resolved or ignored",
    body: z.object({}).optional(),
    status: 200,
    response: Done,
    run: (ctx, { params }) => reopenIssue(ctx, { issueId: params.id }),
  }),
  defineRoute("POST /errors/{id}/merge", {
    id: "mergeErrors",
    tag,
    permission: "error.edit",
    summary: "Make other issues part of it",
    body: MergeIssues.omit({ issueId: true }),
    status: 200,
    response: Done.extend({ regroupingId: z.string() }),
    run: (ctx, { params, body }) => mergeIssues(ctx, { issueId: params.id, ...body }),
  }),
  defineRoute("GET /releases/{id}/health", {
    id: "getReleaseHealth",
    tag,
    permission: "read",
    summary: "Sessions and people without a crash, and new error issues, by environment",
    status: 200,
    response: ReleaseHealthView,
    run: (ctx, { params }) => getReleaseHealth(ctx, params.id),
  }),
];
