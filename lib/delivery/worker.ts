import "server-only";
import type { TaskList } from "graphile-worker";
import { z } from "zod";

import type { Context, JobActor } from "@/lib/core/context";
import { TASKS as GATE_TASKS } from "@/lib/gates";

import { automateService, patrol } from "./engine/automate";
import { runBuild } from "./engine/build";
import { clearPlacement } from "./engine/clear-placement";
import { createMetricsCollector } from "./engine/collect-metrics";
import { collectOutput } from "./engine/collect-output";
import { collectTraffic } from "./engine/collect-traffic";
import { runDeployment } from "./engine/execute";
import { observeTargets } from "./engine/observe";
import { asWorkOn } from "./engine/owner";
import { pruneDisk } from "./engine/prune";
import { reconsiderWaiting } from "./engine/reconsider";
import { stopService } from "./engine/stop-service";
import { sweep } from "./engine/sweep";
import { watchOutages } from "./engine/watch-outages";
import { TASKS } from "./jobs";
import { populateSample } from "./sample/populate-sample";
import { advanceSet } from "./sets/advance-set";
import { targetOf } from "./targets/registry";

const HOUR_MS = 3_600_000;
/** Automation hears of everything that happens; this only mends what got lost. */
const PATROL_MS = 5 * 60_000;

export { ownerName } from "./engine/owner";

type Worker = { ctx: Context<JobActor>; owner: string; shutdown: AbortSignal };

const DeploymentPayload = z.object({ deploymentId: z.string() });
const ReleasePayload = z.object({ releaseId: z.string() });
const SamplePayload = z.object({
  serviceIds: z.array(z.string()),
  requester: z.object({ type: z.enum(["user", "token"]), id: z.string() }),
});
const PlacementPayload = z.object({ placementId: z.string() });
const SetPayload = z.object({ setId: z.string() });
const ServicePayload = z.object({ serviceId: z.string() });

/**
 * What delivery does in the worker, in pools of their own so that nothing slow holds up a rollback, and what is
 * repeated as long as the worker lives.
 */
export const deliveryWork = (worker: Worker) => ({
  rollbacks: {
    [TASKS.runRollback]: carryOut(worker),
    // Among the rollbacks, because it takes moments and must not wait for deployments that take minutes.
    [TASKS.advanceSet]: async (payload) => {
      await advanceSet(worker.ctx, SetPayload.parse(payload).setId);
    },
  } satisfies TaskList,
  tasks: {
    [TASKS.runDeployment]: carryOut(worker),
    [TASKS.stopService]: async (payload) => {
      await stopService(worker.ctx, targetOf, ServicePayload.parse(payload).serviceId);
    },
    [TASKS.clearPlacement]: async (payload) => {
      await clearPlacement(worker.ctx, targetOf, PlacementPayload.parse(payload).placementId);
    },
    [TASKS.populateSample]: async (payload) => {
      await populateSample(worker.ctx, SamplePayload.parse(payload));
    },
  } satisfies TaskList,
  gates: {
    [GATE_TASKS.reconsider]: async (payload) => {
      const { serviceId } = ServicePayload.parse(payload);
      await reconsiderWaiting(worker.ctx, serviceId);
      await automateService(worker.ctx, serviceId);
    },
    [GATE_TASKS.patrol]: () => patrol(worker.ctx),
  } satisfies TaskList,
  builds: {
    [TASKS.buildRelease]: async (payload) => {
      const { releaseId } = ReleasePayload.parse(payload);
      await asWorkOn(releaseId, () => runBuild(worker, releaseId));
    },
  } satisfies TaskList,
  repeated: [
    { name: "sweep", everyMs: 2_000, run: () => sweep(worker.ctx, worker.owner) },
    { name: "patrol", everyMs: PATROL_MS, run: () => patrol(worker.ctx) },
    { name: "watch-outages", everyMs: 5_000, run: () => watchOutages(worker.ctx) },
    { name: "prune", everyMs: HOUR_MS, run: () => pruneDisk(worker.ctx) },
    { name: "collect-traffic", everyMs: 5_000, run: () => collectTraffic(worker.ctx, targetOf) },
    {
      name: "collect-output",
      everyMs: 200,
      run: () => collectOutput(worker.ctx, targetOf, worker.shutdown),
    },
    {
      name: "collect-metrics",
      everyMs: 2_000,
      run: createMetricsCollector(worker.ctx, targetOf, worker.shutdown).collect,
    },
    { name: "observe", everyMs: 2_000, run: () => observeTargets(worker.ctx, targetOf) },
  ],
});

const carryOut = (worker: Worker) => async (payload: unknown) => {
  const { deploymentId } = DeploymentPayload.parse(payload);
  await asWorkOn(deploymentId, () => runDeployment({ ...worker, targetOf }, deploymentId));
};
