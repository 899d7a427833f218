import "server-only";
import { z } from "zod";

import { RELEASE_STATUSES } from "@/db/enums";
import { getServiceView } from "@/lib/catalog";
import { Cursor, Limit, pageOf } from "@/lib/core/contract";
import { getLog, getRelease, listReleases, requestRelease } from "@/lib/delivery";
import { LogView, ReleaseRow, ReleaseView, RequestRelease } from "@/lib/delivery/contract";

import { defineRoute } from "../define-route";
import { LogQuery } from "./log-query";

const tag = "Releases";

export const releaseRoutes = [
  defineRoute("POST /services/{id}/releases", {
    id: "requestRelease",
    tag,
    permission: "release.build",
    summary: "Build an immutable release from a branch, tag or commit",
    description: "Answers at once; ask `GET /api/v1/releases/{id}` until it is `ready` or `failed`.",
    body: RequestRelease.omit({ serviceId: true }),
    example: { ref: "main" },
    status: 202,
    response: z.object({ id: z.string(), number: z.number(), status: z.enum(RELEASE_STATUSES) }),
    run: (ctx, { params, body }) => requestRelease(ctx, { ...body, serviceId: params.id }),
  }),
  defineRoute("GET /services/{id}/releases", {
    id: "listReleases",
    tag,
    permission: "read",
    summary: "Releases of a service, newest first",
    query: z.object({ cursor: Cursor, limit: Limit }),
    status: 200,
    response: pageOf(ReleaseRow),
    run: async (ctx, { params, query }) => {
      const { id } = await getServiceView(ctx, params.id);
      return listReleases(ctx, { serviceId: id, ...query });
    },
  }),
  defineRoute("GET /releases/{id}", {
    id: "getRelease",
    tag,
    permission: "read",
    summary: "One release: status, version, commit, digest, size, duration, failure",
    status: 200,
    response: ReleaseView,
    run: (ctx, { params }) => getRelease(ctx, params.id),
  }),
  defineRoute("GET /releases/{id}/log", {
    id: "getReleaseLog",
    tag,
    permission: "read",
    summary: "Log of a build",
    description: "Lines from `after` on. Ask again from `next` until `complete`.",
    query: LogQuery,
    status: 200,
    response: LogView,
    run: (ctx, { params, query }) => getLog(ctx, { subject: params.id, ...query }),
  }),
];
