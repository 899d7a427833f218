import "server-only";
import { z } from "zod";

import { getServiceView } from "@/lib/catalog";
import {
  createFreeze,
  endFreeze,
  getPipeline,
  liftQuarantine,
  listFreezes,
  listHolds,
  placeHold,
  previewWindow,
  quarantineRelease,
  releaseHold,
  resetPipeline,
  savePipeline,
  skipFreeze,
} from "@/lib/gates";
import {
  CreateFreeze,
  WindowState,
  FreezeView,
  HoldView,
  LiftQuarantine,
  PipelineView,
  PlaceHold,
  PreviewWindow,
  QuarantineRelease,
  ReleaseHold,
  SavePipeline,
} from "@/lib/gates/contract";

import { defineRoute } from "../define-route";

const tag = "Pipelines and gates";
const Written = SavePipeline.omit({ serviceId: true });
const example = {
  text: "stages:\n  - environment: dev\n    promotion: automatic\n  - environment: production\n    soak: 30m\n    approvals: { count: 1 }\n",
};
const Saved = z.object({ version: z.number() });
const Reset = z.object({ reset: z.literal(true) });

export const gateRoutes = [
  defineRoute("GET /services/{id}/pipeline", {
    id: "getPipeline",
    tag,
    permission: "read",
    summary: "The pipeline that holds for a service, and where it comes from",
    status: 200,
    response: PipelineView,
    run: (ctx, { params }) => getPipeline(ctx, params.id),
  }),
  defineRoute("PUT /services/{id}/pipeline", {
    id: "savePipeline",
    tag,
    permission: "pipeline.edit",
    summary: "Give a service a pipeline of its own; it holds at once, also for what waits",
    body: Written,
    example,
    status: 200,
    response: Saved,
    run: (ctx, { params, body }) => savePipeline(ctx, { ...body, serviceId: params.id }),
  }),
  defineRoute("DELETE /services/{id}/pipeline", {
    id: "resetPipeline",
    tag,
    permission: "pipeline.edit",
    summary: "Take the own pipeline away: the template holds again",
    status: 200,
    response: Reset,
    run: (ctx, { params }) => resetPipeline(ctx, { serviceId: params.id }),
  }),
  defineRoute("GET /pipeline-template", {
    id: "getPipelineTemplate",
    tag,
    permission: "read",
    summary: "The pipeline of all services that have none of their own",
    status: 200,
    response: PipelineView,
    run: (ctx) => getPipeline(ctx),
  }),
  defineRoute("PUT /pipeline-template", {
    id: "savePipelineTemplate",
    tag,
    permission: "pipeline.edit",
    summary: "Change the template",
    body: Written,
    example,
    status: 200,
    response: Saved,
    run: (ctx, { body }) => savePipeline(ctx, body),
  }),
  defineRoute("DELETE /pipeline-template", {
    id: "resetPipelineTemplate",
    tag,
    permission: "pipeline.edit",
    summary: "Take the template away: the environments in their order hold again, without any gate",
    status: 200,
    response: Reset,
    run: (ctx) => resetPipeline(ctx, {}),
  }),
  defineRoute("GET /freezes", {
    id: "listFreezes",
    tag,
    permission: "read",
    summary: "Freeze windows: those in force first, then by when they begin",
    status: 200,
    response: z.object({ items: z.array(FreezeView) }),
    run: async (ctx) => ({ items: await listFreezes(ctx) }),
  }),
  defineRoute("GET /window-preview", {
    id: "previewWindow",
    tag,
    permission: "read",
    summary: "What a window would mean before it is declared: whether it is in force, and when that changes",
    query: PreviewWindow,
    status: 200,
    response: WindowState,
    run: async (ctx, { query }) => previewWindow(ctx, query),
  }),
  defineRoute("POST /freezes", {
    id: "createFreeze",
    tag,
    permission: "freeze.edit",
    summary: "Declare a freeze, once or again and again, by the clock of a time zone",
    description:
      "What is under way when it begins goes on to its end, what waits goes on waiting, and a rollback is allowed unless `blocksRollbacks` says otherwise.",
    body: CreateFreeze,
    example: {
      name: "Weekend",
      environment: "production",
      window: { kind: "weekly", from: "fri 16:00", until: "mon 08:00" },
      timeZone: "Europe/Berlin",
    },
    status: 201,
    response: z.object({ id: z.string() }),
    run: (ctx, { body }) => createFreeze(ctx, body),
  }),
  defineRoute("POST /freezes/{id}/skip", {
    id: "skipFreeze",
    tag,
    permission: "freeze.edit",
    summary: "End a freeze for this time only: it is back the next time",
    description:
      "For a freeze that comes again and again and is in force. `until` is when this time would have been over.",
    status: 200,
    response: z.object({ id: z.string(), until: z.iso.datetime() }),
    run: (ctx, { params }) => skipFreeze(ctx, params),
  }),
  defineRoute("DELETE /freezes/{id}", {
    id: "endFreeze",
    tag,
    permission: "freeze.edit",
    summary: "End a freeze for good: also one that comes again and again never comes again",
    status: 200,
    response: z.object({ id: z.string() }),
    run: (ctx, { params }) => endFreeze(ctx, params),
  }),
  defineRoute("GET /services/{id}/holds", {
    id: "listHolds",
    tag,
    permission: "read",
    summary: "Where automation keeps its hands off a service, and until when",
    status: 200,
    response: z.object({ items: z.array(HoldView) }),
    run: async (ctx, { params }) => {
      const { id } = await getServiceView(ctx, params.id);
      return { items: await listHolds(ctx, id) };
    },
  }),
  defineRoute("POST /services/{id}/holds", {
    id: "placeHold",
    tag,
    permission: "deployment.create",
    summary: "Keep automation off an environment until a newer release",
    body: PlaceHold.omit({ serviceId: true }),
    example: { environment: "production", reason: "the campaign runs until tonight" },
    status: 201,
    response: z.object({ untilReleaseNumber: z.number() }),
    run: (ctx, { params, body }) => placeHold(ctx, { ...body, serviceId: params.id }),
  }),
  defineRoute("POST /services/{id}/holds/{environment}/release", {
    id: "releaseHold",
    tag,
    permission: "deployment.create",
    summary: "Let automation go on",
    body: ReleaseHold.pick({ reason: true }),
    example: { reason: "fixed by the configuration" },
    status: 200,
    response: z.object({ released: z.literal(true) }),
    run: (ctx, { params, body }) =>
      releaseHold(ctx, { ...body, serviceId: params.id, environment: params.environment }),
  }),
  defineRoute("POST /releases/{id}/quarantine", {
    id: "quarantineRelease",
    tag,
    permission: "release.quarantine",
    summary: "Put a release in quarantine: neither people nor automation deploy it without an override",
    body: QuarantineRelease.omit({ releaseId: true }),
    example: { reason: "loses orders", link: "https://issues.example.com/17" },
    status: 201,
    response: z.object({ releaseId: z.string() }),
    run: (ctx, { params, body }) => quarantineRelease(ctx, { ...body, releaseId: params.id }),
  }),
  defineRoute("POST /releases/{id}/quarantine/lift", {
    id: "liftQuarantine",
    tag,
    permission: "gate.override",
    summary: "Lift a quarantine",
    body: LiftQuarantine.omit({ releaseId: true }),
    example: { reason: "it was the database" },
    status: 200,
    response: z.object({ releaseId: z.string() }),
    run: (ctx, { params, body }) => liftQuarantine(ctx, { ...body, releaseId: params.id }),
  }),
];
