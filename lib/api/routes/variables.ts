import "server-only";
import { z } from "zod";

import { getServiceView } from "@/lib/catalog";
import { listVariables, setVariable } from "@/lib/configuration";
import { ConfigurationChanged, SetVariable, VariableView } from "@/lib/configuration/contract";
import { listRollbackProblems, listVariableProblems } from "@/lib/delivery";
import { EnvironmentProblems, RollbackProblems } from "@/lib/delivery/contract";

import { defineRoute } from "../define-route";
import { parseInput } from "../parse-input";

const tag = "Variables";
const Changed = ConfigurationChanged.extend({ key: z.string() });

export const variableRoutes = [
  defineRoute("GET /services/{id}/variables", {
    id: "listVariables",
    tag,
    permission: "read",
    summary: "Which variables are set where; values of secrets never leave the portal",
    status: 200,
    response: z.object({ items: z.array(VariableView) }),
    run: async (ctx, { params }) => {
      const { id } = await getServiceView(ctx, params.id);
      return { items: await listVariables(ctx, id) };
    },
  }),
  defineRoute("GET /services/{id}/variable-problems", {
    id: "listVariableProblems",
    tag,
    permission: "read",
    summary:
      "Which variables keep the newest release, or the one that serves, from running in an environment",
    description: "As `slipway.yaml` declares them. Environments without any problem are left out.",
    status: 200,
    response: z.object({ items: z.array(EnvironmentProblems) }),
    run: async (ctx, { params }) => ({ items: await listVariableProblems(ctx, params.id) }),
  }),
  defineRoute("GET /services/{id}/rollback-variable-problems", {
    id: "listRollbackProblems",
    tag,
    permission: "read",
    summary: "Which variables keep releases that could be rolled back to from running",
    query: z.object({ environment: z.string() }),
    status: 200,
    response: z.object({ items: z.array(RollbackProblems) }),
    run: async (ctx, { params, query }) => ({
      items: await listRollbackProblems(ctx, { ...query, serviceId: params.id }),
    }),
  }),
  defineRoute("PUT /services/{id}/variables/{environment}/{key}", {
    id: "setVariable",
    tag,
    permission: "variable.write",
    summary: "Set a variable of a service in an environment",
    description:
      "Writes a new version of the configuration. Running processes keep the value they started with; the next deployment gets the new one.",
    body: SetVariable.pick({ secret: true }).extend({ value: z.string().max(32_768) }),
    example: { value: "postgres://db.example.com/tides" },
    status: 200,
    response: Changed,
    run: (ctx, { params: { id, ...params }, body }) =>
      setVariable(ctx, parseInput(SetVariable, { ...params, ...body, serviceId: id })),
  }),
  defineRoute("DELETE /services/{id}/variables/{environment}/{key}", {
    id: "removeVariable",
    tag,
    permission: "variable.write",
    summary: "Remove a variable of a service in an environment",
    status: 200,
    response: Changed,
    run: (ctx, { params: { id, ...params } }) =>
      setVariable(ctx, parseInput(SetVariable, { ...params, serviceId: id })),
  }),
];
