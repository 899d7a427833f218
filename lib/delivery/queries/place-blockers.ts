import "server-only";
import { and, asc, eq, isNull } from "drizzle-orm";

import { deployments, releases } from "@/db/schema";
import type { EnvironmentView } from "@/lib/catalog/contract";
import type { Context } from "@/lib/core/context";

import type { Blocker } from "../contract";
import { canDeployTo, refusalOf } from "../policy";

/** What a request to the place would meet: the sentences are those it would be refused with. */
export const refusal = (code: string, message: string, owner: string | null = null): Blocker => ({
  code,
  message,
  owner,
  until: null,
  refuses: true,
  override: null,
});

export const onItsWay = (environment: { name: string }, deploymentId: string): string =>
  `This release is on its way to ${environment.name} already: ${deploymentId}.`;

export const oneAtATime = (environment: { name: string }, deploymentId: string): string =>
  `${environment.name} takes one deployment at a time, and ${deploymentId} is in flight.`;

export const forbidden = (ctx: Context, environment: EnvironmentView): Blocker[] =>
  canDeployTo(ctx.actor, environment)
    ? []
    : [refusal("forbidden", refusalOf(environment), `${environment.deployRole}s`)];

type Place = { environment: EnvironmentView; placementId: string | undefined };

/**
 * What is in flight in a place and stands before a release that is asked for now, with about when it is over.
 * @param estimateMs how long a deployment takes there; null when that is not known
 */
export async function queueBlockers(
  ctx: Context,
  { environment, placementId }: Place,
  releaseId: string | undefined,
  estimateMs: number | null,
): Promise<Blocker[]> {
  if (!placementId) return [];
  const unfinished = await ctx.db
    .select({
      id: deployments.id,
      status: deployments.status,
      releaseId: deployments.releaseId,
      number: releases.number,
      canceling: deployments.cancelRequestedAt,
      startedAt: deployments.startedAt,
    })
    .from(deployments)
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(and(eq(deployments.placementId, placementId), isNull(deployments.finishedAt)))
    .orderBy(asc(deployments.id));
  const [oldest] = unfinished;
  const running = unfinished.find(({ status }) => status === "running");
  const until = endOf(running, estimateMs);
  if (oldest && environment.queuePolicy === "reject") {
    const first = running ?? oldest;
    return [{ ...refusal("in_flight", oneAtATime(environment, oldest.id), first.id), until }];
  }
  const twin = unfinished.at(-1);
  if (twin && twin.releaseId === releaseId && !twin.canceling) {
    return [refusal("on_its_way", onItsWay(environment, twin.id), twin.id)];
  }
  // What waits at a gate lets others by, and where newer requests take the place of older ones only what runs is ahead.
  const queued =
    environment.queuePolicy === "fifo" ? unfinished.filter(({ status }) => status === "queued") : [];
  const ahead = running ? [running, ...queued] : queued;
  return ahead.map(({ id, number }, index) => ({
    ...refusal("in_flight", `${id} is in flight there with #${number}; this one waits for it.`, id),
    until: later(until ?? (running ? null : new Date().toISOString()), index + (running ? 0 : 1), estimateMs),
    refuses: false,
  }));
}

/** When what runs is over, by what others took. Null when it takes longer than they did, or nobody knows. */
function endOf(running: { startedAt: Date | null } | undefined, estimateMs: number | null): string | null {
  if (!running?.startedAt || estimateMs === null) return null;
  const endsAt = new Date(running.startedAt.getTime() + estimateMs);
  return endsAt > new Date() ? endsAt.toISOString() : null;
}

const later = (from: string | null, times: number, estimateMs: number | null): string | null =>
  from === null || estimateMs === null ? null : new Date(Date.parse(from) + times * estimateMs).toISOString();
