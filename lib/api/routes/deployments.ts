import "server-only";
import { z } from "zod";

import { DEPLOYMENT_STATUSES } from "@/db/enums";
import { pageOf } from "@/lib/core/contract";
import {
  cancelDeployment,
  decideApproval,
  deployRelease,
  getDeployment,
  getLog,
  listDeployments,
  overrideGates,
  planDeployment,
  planPromotion,
  planRollback,
  promoteRelease,
  repairDrift,
  rollBack,
} from "@/lib/delivery";
import {
  CancelDeployment,
  DecideApproval,
  DeploymentPlan,
  DeploymentRow,
  DeploymentView,
  DeployRelease,
  ListDeployments,
  LogView,
  Override,
  PromoteRelease,
  PromotionPlan,
  RepairDrift,
  RollBack,
  RollbackPlan,
} from "@/lib/delivery/contract";

import { Alternative, defineRoute } from "../define-route";
import { LogQuery } from "./log-query";

const tag = "Deployments";
const poll = "Answers at once; ask `GET /api/v1/deployments/{id}` until its status is final.";
const status = z.enum(DEPLOYMENT_STATUSES);
const Started = z.object({
  id: z.string().describe("The deployment that carries it out."),
  deploymentId: z.string().describe("The same id."),
  status,
});

/** Asks for the plan instead. */
const Dry = {
  dryRun: z.boolean().default(false),
  at: z.iso
    .datetime()
    .optional()
    .describe("Of a plan: what the gates would say then, such as which freeze and how much soak is left."),
};

export const deploymentRoutes = [
  defineRoute("POST /deployments", {
    id: "deployRelease",
    tag,
    permission: "deployment.create",
    summary: "Deploy a release to an environment",
    description: `${poll} With \`dryRun\` nothing happens and the answer is the plan.`,
    body: DeployRelease.extend(Dry),
    example: { serviceId: "tide-tables", releaseId: "rel_…", environment: "dev", reason: "nightly" },
    status: 202,
    response: Started,
    alternative: {
      status: 200,
      response: DeploymentPlan,
      description: "`dryRun`: the steps, and every reason why not, and when.",
    },
    run: async (ctx, { body: { dryRun, at, ...body } }) =>
      dryRun ? new Alternative(await planDeployment(ctx, { ...body, at })) : deployRelease(ctx, body),
  }),
  defineRoute("GET /services/{id}/deployment-plan", {
    id: "planDeployment",
    tag,
    permission: "read",
    summary: "What deploying a release would do, and every reason why not, and when",
    query: DeployRelease.pick({ releaseId: true, environment: true }).extend({ at: Dry.at }),
    status: 200,
    response: DeploymentPlan,
    run: (ctx, { params, query }) => planDeployment(ctx, { ...query, serviceId: params.id }),
  }),
  defineRoute("GET /deployments", {
    id: "listDeployments",
    tag,
    permission: "read",
    summary: "History of deployments, newest first",
    description: "`status` takes several, separated by commas.",
    query: ListDeployments,
    status: 200,
    response: pageOf(DeploymentRow),
    run: (ctx, { query }) => listDeployments(ctx, query),
  }),
  defineRoute("GET /deployments/{id}", {
    id: "getDeployment",
    tag,
    permission: "read",
    summary: "One deployment: status, phase, outcome, url, timings per phase, failure, waiting reasons",
    status: 200,
    response: DeploymentView,
    run: (ctx, { params }) => getDeployment(ctx, params.id),
  }),
  defineRoute("GET /deployments/{id}/log", {
    id: "getDeploymentLog",
    tag,
    permission: "read",
    summary: "Log of a deployment",
    description: "Lines from `after` on. Ask again from `next` until `complete`.",
    query: LogQuery,
    status: 200,
    response: LogView,
    run: (ctx, { params, query }) => getLog(ctx, { subject: params.id, ...query }),
  }),
  defineRoute("POST /deployments/{id}/cancel", {
    id: "cancelDeployment",
    tag,
    permission: "deployment.cancel",
    summary: "Cancel a deployment; the old release keeps serving",
    description: "A running one stops at its next safe point.",
    body: CancelDeployment.omit({ id: true }),
    example: { reason: "wrong branch" },
    status: 202,
    response: z.object({ id: z.string(), status }),
    run: (ctx, { params, body }) => cancelDeployment(ctx, { ...body, id: params.id }),
  }),
  defineRoute("POST /deployments/{id}/approval", {
    id: "decideApproval",
    tag,
    permission: "deployment.approve",
    summary: "Approve or reject a deployment that waits for it",
    description: "A rejection needs a comment and ends the deployment. Nobody approves what they asked for.",
    body: z.object(DecideApproval.shape).omit({ id: true }),
    example: { decision: "approved", comment: "looked at it in staging" },
    status: 200,
    response: z.object({ id: z.string(), decision: DecideApproval.shape.decision }),
    run: (ctx, { params, body }) => decideApproval(ctx, { ...body, id: params.id }),
  }),
  defineRoute("POST /deployments/{id}/override", {
    id: "overrideGates",
    tag,
    permission: "gate.override",
    summary: "Set gates aside for a deployment that waits at them, with a reason",
    body: Override,
    example: { gates: ["freeze"], reason: "the fix of the incident" },
    status: 200,
    response: z.object({ id: z.string() }),
    run: (ctx, { params, body }) => overrideGates(ctx, { ...body, id: params.id }),
  }),
  defineRoute("POST /promotions", {
    id: "promoteRelease",
    tag,
    permission: "deployment.create",
    summary: "Promote what runs in one environment to another",
    description: `${poll} With \`dryRun\` nothing happens and the answer is the plan.`,
    body: PromoteRelease.extend(Dry),
    example: { serviceId: "tide-tables", from: "dev", to: "staging", dryRun: true },
    status: 202,
    response: Started,
    alternative: {
      status: 200,
      response: PromotionPlan,
      description: "`dryRun`: the diff, the steps, and every reason why not, and when.",
    },
    run: async (ctx, { body: { dryRun, at, ...body } }) =>
      dryRun ? new Alternative(await planPromotion(ctx, { ...body, at })) : promoteRelease(ctx, body),
  }),
  defineRoute("GET /services/{id}/promotion-plan", {
    id: "planPromotion",
    tag,
    permission: "read",
    summary: "What a promotion would do, and every reason why not",
    query: PromoteRelease.pick({ from: true, to: true, releaseId: true }).extend({ at: Dry.at }),
    status: 200,
    response: PromotionPlan,
    run: (ctx, { params, query }) => planPromotion(ctx, { ...query, serviceId: params.id }),
  }),
  defineRoute("POST /rollbacks", {
    id: "rollBack",
    tag,
    permission: "deployment.create",
    summary: "Roll back to the last known good release, or to a given one",
    description: poll,
    body: RollBack,
    example: { serviceId: "tide-tables", environment: "production", reason: "errors after the release" },
    status: 202,
    response: Started,
    run: (ctx, { body }) => rollBack(ctx, body),
  }),
  defineRoute("GET /services/{id}/rollback-plan", {
    id: "planRollback",
    tag,
    permission: "read",
    summary: "To what an environment can be rolled back, and how fast",
    query: RollBack.pick({ environment: true }),
    status: 200,
    response: RollbackPlan,
    run: (ctx, { params, query }) => planRollback(ctx, { ...query, serviceId: params.id }),
  }),
  defineRoute("POST /repairs", {
    id: "repairDrift",
    tag,
    permission: "deployment.create",
    summary: "Make a target run again what was deployed, where something else was found",
    description: `Deploys the release that should serve once more, with the configuration it was deployed with. Where nothing should serve, what runs is stopped and there is no deployment. ${poll}`,
    body: RepairDrift,
    example: { serviceId: "tide-tables", environment: "staging" },
    status: 202,
    response: z.object({
      id: Started.shape.id.nullable(),
      deploymentId: Started.shape.deploymentId.nullable(),
      status,
    }),
    run: (ctx, { body }) => repairDrift(ctx, body),
  }),
];
