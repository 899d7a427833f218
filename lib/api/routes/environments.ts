import "server-only";
import { z } from "zod";

import { createEnvironment, getEnvironment, listEnvironments, updateEnvironment } from "@/lib/catalog";
import { CreateEnvironment, EnvironmentView, UpdateEnvironment } from "@/lib/catalog/contract";

import { defineRoute } from "../define-route";

const tag = "Environments";

export const environmentRoutes = [
  defineRoute("GET /environments", {
    id: "listEnvironments",
    tag,
    permission: "read",
    summary: "Environments in order of promotion",
    status: 200,
    response: z.object({ items: z.array(EnvironmentView) }),
    run: async (ctx) => ({ items: await listEnvironments(ctx) }),
  }),
  defineRoute("POST /environments", {
    id: "createEnvironment",
    tag,
    permission: "environment.edit",
    summary: "Add an environment",
    body: CreateEnvironment,
    example: { name: "canary", position: 2, deployRole: "operator" },
    status: 201,
    response: z.object({ id: z.string() }),
    run: (ctx, { body }) => createEnvironment(ctx, body),
  }),
  defineRoute("PATCH /environments/{id}", {
    id: "updateEnvironment",
    tag,
    permission: "environment.edit",
    summary: "Change the rules of an environment",
    description: "`{id}` is the id or the name. Absent keys stay as they are.",
    body: UpdateEnvironment.omit({ id: true }),
    status: 200,
    response: EnvironmentView,
    run: async (ctx, { params, body }) => {
      const { id } = await getEnvironment(ctx, params.id);
      await updateEnvironment(ctx, { ...body, id });
      return getEnvironment(ctx, id);
    },
  }),
];
