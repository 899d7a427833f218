import "server-only";
import { z } from "zod";

import {
  checksPassed,
  getCheckRun,
  getChecks,
  listCheckRuns,
  listDeploymentChecks,
  monitorVerdict,
  proposeChecks,
  removeCheck,
  runChecks,
  saveCheck,
} from "@/lib/checks";
import {
  CheckProposal,
  CheckRunRow,
  CheckRunView,
  ChecksView,
  CheckVerdict,
  ListCheckRuns,
  MonitorVerdict,
  ProposeChecks,
  RunChecks,
  SaveCheck,
} from "@/lib/checks/contract";
import { pageOf } from "@/lib/core/contract";
import { getDeployment } from "@/lib/delivery";

import { defineRoute } from "../define-route";

const tag = "Checks";
const Changed = z.object({ name: z.string() });

export const checkRoutes = [
  defineRoute("POST /services/{id}/checks/run", {
    id: "runChecks",
    tag,
    permission: "check.run",
    summary: "Run the service's checks in an environment",
    description:
      "Answers at once; ask `GET /api/v1/check-runs/{id}` until it is `passed`, `failed` or `errored`.",
    body: RunChecks.omit({ serviceId: true }),
    example: { environment: "staging" },
    status: 202,
    response: z.object({
      id: z.string(),
      status: z.literal("queued"),
      runs: z.array(z.string()).describe("One per region in which something serves; `id` is the first."),
    }),
    run: (ctx, { params, body }) => runChecks(ctx, { ...body, serviceId: params.id }),
  }),
  defineRoute("GET /check-runs/{id}", {
    id: "getCheckRun",
    tag,
    permission: "read",
    summary:
      "One run: its status, and of each check what was expected, what was found, and how to reproduce it",
    description: "`failed` means that an answer was not as expected, `errored` that we could not tell.",
    status: 200,
    response: CheckRunView,
    run: (ctx, { params }) => getCheckRun(ctx, params.id),
  }),
  defineRoute("GET /services/{id}/check-runs", {
    id: "listCheckRuns",
    tag,
    permission: "read",
    summary: "Runs of a service's checks, newest first",
    query: ListCheckRuns.omit({ serviceId: true }),
    status: 200,
    response: pageOf(CheckRunRow),
    run: (ctx, { params, query }) => listCheckRuns(ctx, { ...query, serviceId: params.id }),
  }),
  defineRoute("GET /services/{id}/checks", {
    id: "getChecks",
    tag,
    permission: "read",
    summary: "What is declared, and what each check last said in each environment",
    status: 200,
    response: ChecksView,
    run: (ctx, { params }) => getChecks(ctx, params.id),
  }),
  defineRoute("POST /check-proposals", {
    id: "proposeChecks",
    tag,
    permission: "check.edit",
    summary: "Propose checks from an OpenAPI document",
    description:
      "From a text, or from where the service itself answers with one. Nothing is saved: put the answer's `text` into slipway.yaml, or save single checks.",
    body: ProposeChecks,
    example: { text: "openapi: 3.1.0\npaths: {}\n" },
    status: 200,
    response: CheckProposal,
    run: (ctx, { body }) => proposeChecks(ctx, body),
  }),
  defineRoute("PUT /services/{id}/checks/{name}", {
    id: "saveCheck",
    tag,
    permission: "check.edit",
    summary: "Add or replace a check in the portal",
    description: "It takes the place of one with the same name in slipway.yaml.",
    body: SaveCheck.pick({ text: true }),
    example: { text: "name: home page\nhttp:\n  url: /\n  status: 200\n" },
    status: 200,
    response: Changed,
    run: (ctx, { params, body }) => saveCheck(ctx, { ...body, serviceId: params.id, name: params.name }),
  }),
  defineRoute("DELETE /services/{id}/checks/{name}", {
    id: "removeCheck",
    tag,
    permission: "check.edit",
    summary: "Remove a check that was added in the portal",
    status: 200,
    response: Changed,
    run: (ctx, { params }) => removeCheck(ctx, { serviceId: params.id, name: params.name }),
  }),
  defineRoute("GET /deployments/{id}/verdict", {
    id: "getDeploymentVerdict",
    tag,
    permission: "read",
    summary: "Whether the release of a deployment holds: its checks, and its monitors since the switch",
    description:
      "Each check with its newest result for this release in this environment. Monitors count while this deployment serves.",
    status: 200,
    response: z.object({ checks: z.array(CheckVerdict), monitors: MonitorVerdict }),
    run: async (ctx, { params }) => {
      const deployment = await getDeployment(ctx, params.id);
      const { serviceId, environmentId } = deployment;
      const where = { serviceId, environmentId };
      return {
        checks: await checksPassed(ctx, { ...where, releaseId: deployment.releaseId }),
        monitors: await monitorVerdict(ctx, { ...where, deploymentId: deployment.id }),
      };
    },
  }),
  defineRoute("GET /deployments/{id}/checks", {
    id: "listDeploymentChecks",
    tag,
    permission: "read",
    summary: "What was checked before and after the switch of a deployment",
    status: 200,
    response: z.object({ items: z.array(CheckRunView) }),
    run: async (ctx, { params }) => ({ items: await listDeploymentChecks(ctx, params.id) }),
  }),
];
