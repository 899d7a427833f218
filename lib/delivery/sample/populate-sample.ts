import "server-only";
import { and, eq, isNull } from "drizzle-orm";

import { deployments, environments, releases } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { standingOf } from "@/lib/core/standing";

import { deployRelease } from "../commands/deploy-release";
import { populateSampleJob, type SampleOrder } from "../jobs";
import { canDeployTo } from "../policy";

const PAUSE_MS = 1_000;
/** Builds and settling take about half a minute; after this the newcomer goes on alone. */
const GIVE_UP_AFTER_MS = 5 * 60_000;
const REASON = "Part of the sample workspace";

/**
 * Release 1 everywhere, then release 2 up to the environment before the last: enough to promote one and to roll one
 * back. Takes each step when the one before has ended, by the same command a person uses and as the person who asked,
 * with the role they have now: environments where they may not deploy are left out.
 */
export async function populateSample(ctx: Context<JobActor>, order: SampleOrder): Promise<void> {
  const actor = await standingOf(ctx, order.requester);
  if (!actor) return;
  const asRequester: Context = { ...ctx, actor };
  let isDone = true;
  for (const serviceId of order.serviceIds) isDone = (await takeNextStep(asRequester, serviceId)) && isDone;
  if (isDone) return;
  await advance(ctx, async () => ({
    result: undefined,
    jobs: [populateSampleJob(order, new Date(Date.now() + PAUSE_MS))],
  }));
}

/** Whether nothing is left to do for this service. */
async function takeNextStep(ctx: Context, serviceId: string): Promise<boolean> {
  const built = await ctx.db
    .select({
      id: releases.id,
      number: releases.number,
      status: releases.status,
      createdAt: releases.createdAt,
    })
    .from(releases)
    .where(eq(releases.serviceId, serviceId))
    .orderBy(releases.number)
    .limit(2);
  const [first] = built;
  if (!first || Date.now() - first.createdAt.getTime() > GIVE_UP_AFTER_MS) return true;
  const [inFlight] = await ctx.db
    .select({ id: deployments.id })
    .from(deployments)
    .where(and(eq(deployments.serviceId, serviceId), isNull(deployments.finishedAt)))
    .limit(1);
  if (inFlight) return false;

  const order = await ctx.db
    .select({ id: environments.id, name: environments.name, deployRole: environments.deployRole })
    .from(environments)
    .orderBy(environments.position);
  const tried = await ctx.db
    .select({
      releaseId: deployments.releaseId,
      environmentId: deployments.environmentId,
      status: deployments.status,
    })
    .from(deployments)
    .where(eq(deployments.serviceId, serviceId));

  for (const release of built) {
    const last = release.number === 1 ? order.length : order.length - 1;
    for (const environment of order.slice(0, last).filter((place) => canDeployTo(ctx.actor, place))) {
      const attempt = tried.find(
        (each) => each.releaseId === release.id && each.environmentId === environment.id,
      );
      if (attempt?.status === "succeeded") continue;
      // Something went wrong, or a person took over: this is theirs now.
      if (attempt || release.status === "failed") return true;
      if (release.status !== "ready") return false;
      const input = { serviceId, releaseId: release.id, environment: environment.name, reason: REASON };
      await deployRelease(ctx, input);
      return false;
    }
  }
  return true;
}
