import "server-only";
import { z } from "zod";

import {
  archiveService,
  createService,
  getServiceView,
  listDependencies,
  setDependencies,
  setServiceOwner,
  updateService,
} from "@/lib/catalog";
import {
  ArchiveService,
  CreateService,
  ServiceDependencies,
  ServiceView,
  SetDependencies,
  SetServiceOwner,
  UpdateService,
} from "@/lib/catalog/contract";
import { Instant, pageOf } from "@/lib/core/contract";
import { getService, listRecentCommits, listServices } from "@/lib/delivery";
import { CommitView, ListBoard, ServiceDetail, ServiceRow } from "@/lib/delivery/contract";

import { defineRoute } from "../define-route";

const tag = "Services";

/** The API's word for `liveSince` is `since`; the portal's own pages read the former. */
const ServiceInFull = ServiceDetail.extend({
  environments: z.array(ServiceDetail.shape.environments.element.extend({ since: Instant.nullable() })),
});

export const serviceRoutes = [
  defineRoute("POST /services", {
    id: "createService",
    tag,
    permission: "service.create",
    summary: "Register a service",
    description: "`repository.url` is a local path on the portal's machine or any git URL.",
    body: CreateService,
    example: {
      name: "tide-tables",
      repository: { url: "https://git.example.com/tide-tables.git", branch: "main" },
    },
    status: 201,
    response: z.object({ id: z.string(), name: z.string() }),
    run: (ctx, { body }) => createService(ctx, body),
  }),
  defineRoute("GET /services", {
    id: "listServices",
    tag,
    permission: "read",
    summary: "List services with what runs where",
    query: ListBoard,
    status: 200,
    response: pageOf(ServiceRow),
    run: (ctx, { query }) => listServices(ctx, query),
  }),
  defineRoute("GET /services/{id}", {
    id: "getService",
    tag,
    permission: "read",
    summary: "One service with its environments: status, current release, url, since, health",
    description: "`{id}` is the id or the name of a service, here and below.",
    status: 200,
    response: ServiceInFull,
    run: async (ctx, { params }) => {
      const service = await getService(ctx, params.id);
      const environments = service.environments.map((place) => ({ ...place, since: place.liveSince }));
      return { ...service, environments };
    },
  }),
  defineRoute("PATCH /services/{id}", {
    id: "updateService",
    tag,
    permission: "service.edit",
    summary: "Change a service",
    description: "Absent keys stay as they are. Takes effect with the next release.",
    body: UpdateService.omit({ id: true }),
    status: 200,
    response: ServiceView,
    run: async (ctx, { params, body }) => {
      const { id } = await getServiceView(ctx, params.id);
      await updateService(ctx, { ...body, id });
      return getServiceView(ctx, id);
    },
  }),
  defineRoute("DELETE /services/{id}", {
    id: "archiveService",
    tag,
    permission: "service.archive",
    summary: "Archive a service and stop it everywhere",
    description: "`confirmName` repeats the service's name, so that a slip of the id archives nothing.",
    query: ArchiveService.omit({ id: true }),
    status: 200,
    response: z.object({ id: z.string() }),
    run: async (ctx, { params, query }) => {
      const { id } = await getServiceView(ctx, params.id);
      await archiveService(ctx, { id, confirmName: query.confirmName });
      return { id };
    },
  }),
  defineRoute("PUT /services/{id}/owner", {
    id: "setServiceOwner",
    tag,
    permission: "service.edit",
    summary: "Give a service to a team, or to nobody",
    body: SetServiceOwner.omit({ id: true }),
    example: { team: "harbour" },
    status: 200,
    response: ServiceView,
    run: async (ctx, { params, body }) => {
      const { id } = await setServiceOwner(ctx, { ...body, ...params });
      return getServiceView(ctx, id);
    },
  }),
  defineRoute("GET /services/{id}/dependencies", {
    id: "listDependencies",
    tag,
    permission: "read",
    summary: "What a service depends on and what needs it, with the health of each in every environment",
    status: 200,
    response: ServiceDependencies,
    run: (ctx, { params }) => listDependencies(ctx, params.id),
  }),
  defineRoute("PUT /services/{id}/dependencies", {
    id: "setDependencies",
    tag,
    permission: "service.edit",
    summary: "Replace the dependencies that the portal adds to those of slipway.yaml",
    description: "A name that no service has, and one that would close a circle, are refused.",
    body: SetDependencies.omit({ id: true }),
    example: { dependsOn: ["tide-tables"] },
    status: 200,
    response: ServiceDependencies,
    run: async (ctx, { params, body }) => {
      const { id } = await setDependencies(ctx, { ...body, ...params });
      return listDependencies(ctx, id);
    },
  }),
  defineRoute("GET /services/{id}/commits", {
    id: "listRecentCommits",
    tag,
    permission: "release.build",
    summary: "Newest commits of the service's branch",
    description: "Fetches the repository first.",
    status: 200,
    response: z.object({ items: z.array(CommitView) }),
    run: async (ctx, { params }) => {
      const { id } = await getServiceView(ctx, params.id);
      return { items: await listRecentCommits(ctx, id) };
    },
  }),
];
