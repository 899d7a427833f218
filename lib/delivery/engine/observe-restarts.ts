import "server-only";
import { and, desc, eq, inArray } from "drizzle-orm";

import { events, placements } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import type { NewEvent } from "@/lib/core/publish";

import { topics } from "../contract";
import type { Observation, RunningInstance } from "../targets/target";
import { secretsOf } from "./secrets-of";

/** Whoever has run for so long is well again. What ends more often than that is one trouble, and told of once. */
const WELL_AFTER_MS = 5 * 60_000;
const RESTARTED = "placement.restarted";
const RECOVERED = "placement.recovered";

type Place = {
  id: string;
  serviceId: string;
  serviceName: string;
  environmentId: string;
  environmentName: string;
  deploymentId: string | null;
  releaseId: string | null;
};
type Restarted = { row: Place; serving: RunningInstance };

/**
 * Tells of a serving release that ended and was started again by its target, when that begins and when it is over: by
 * the time somebody looks it may be well, and only the people who were turned away know.
 */
export async function tellRestarts(
  ctx: Context<JobActor>,
  known: readonly Place[],
  observations: Map<string, Observation> | undefined,
  now: Date,
): Promise<void> {
  for (const row of known) {
    const serving = observations?.get(row.id)?.serving;
    if (!serving || serving.restarts === 0 || serving.deploymentId !== row.deploymentId) continue;
    // oxlint-disable-next-line no-await-in-loop -- hardly any place has had a restart
    await tell(ctx, { row, serving }, now);
  }
}

async function tell(ctx: Context<JobActor>, restarted: Restarted, now: Date): Promise<void> {
  const { row, serving } = restarted;
  if (!(await wantedType(ctx, restarted, now))) return;
  // It may be the last line that the release printed.
  const secrets = await secretsOf(ctx, serving.deploymentId);
  const why = serving.problem ? ` ${secrets.mask(serving.problem)}` : "";
  await advance(ctx, async (tx) => {
    // Another worker that looks at the same time may tell of it first.
    await tx.select({ id: placements.id }).from(placements).where(eq(placements.id, row.id)).for("update");
    const type = await wantedType({ db: tx }, restarted, now);
    const told: NewEvent[] = type ? [eventOf(type, restarted, why)] : [];
    return {
      result: undefined,
      events: told,
      topics: [topics.delivery, topics.service(row.serviceId), topics.deployment(serving.deploymentId)],
    };
  });
}

/** What is to be told now, after what was told last; undefined for nothing. */
async function wantedType(
  { db }: Pick<Context, "db">,
  { serving }: Restarted,
  now: Date,
): Promise<string | undefined> {
  const [last] = await db
    .select({ type: events.type, detail: events.detail })
    .from(events)
    .where(and(eq(events.subject, serving.deploymentId), inArray(events.type, [RESTARTED, RECOVERED])))
    .orderBy(desc(events.id))
    .limit(1);
  if (last?.type !== RESTARTED) return last?.detail.restarts === serving.restarts ? undefined : RESTARTED;
  const isWell = serving.state === "ready" && now.getTime() - Date.parse(serving.since) >= WELL_AFTER_MS;
  return isWell ? RECOVERED : undefined;
}

function eventOf(type: string, { row, serving }: Restarted, why: string): NewEvent {
  const { serviceId, environmentId, releaseId, serviceName, environmentName } = row;
  const { restarts, deploymentId } = serving;
  const place = `${serviceName} in ${environmentName}`;
  const often = restarts === 1 ? "once" : `${restarts} times`;
  return {
    type,
    subject: deploymentId,
    serviceId,
    environmentId,
    releaseId,
    message:
      type === RESTARTED
        ? `The process of ${place} ended and was started again.${why}`
        : `${place} has run for ${WELL_AFTER_MS / 60_000} min without a break. It was started again ${often} so far.`,
    detail: { restarts },
  };
}
