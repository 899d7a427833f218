import "server-only";
import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { deploymentPhases, deployments, placements, services } from "@/db/schema";
import { pinConfiguration } from "@/lib/configuration";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { pause } from "@/lib/core/pause";
import { violates } from "@/lib/core/postgres-error";
import type { NewEvent } from "@/lib/core/publish";
import { reportError } from "@/lib/core/report-error";
import { onSignal } from "@/lib/core/signals";

import { topics } from "../contract";
import { parkAtGate } from "./gate";

const LEASE_MS = 10_000;
const HEARTBEAT_MS = 2_000;
/** An executor that cannot renew stops itself before another one may start; it looks once per heartbeat. */
const SELF_FENCE_MS = LEASE_MS - 2 * HEARTBEAT_MS;
/** A deployment that was taken up this often is not tried again; a restart in order counts as well. */
const MAXIMUM_ATTEMPTS = 10;
/** Somebody who starts the portal in the morning does not expect last night's deployment to go on. */
const RESUME_WITHIN = sql`interval '15 minutes'`;

export class LeaseLost extends Error {
  override name = "LeaseLost";
}
/** Somebody asked to stop; the message says who, and why. */
export class Canceled extends Error {
  override name = "Canceled";
}
export const cancelSentence = ({ by, reason }: { by: string | null; reason: string | null }): string =>
  `${by ?? "Somebody"} canceled it${reason ? `: ${reason}` : "."}`;

/** The worker is told to stop: the next one takes over at once. */
export class ShuttingDown extends Error {
  override name = "ShuttingDown";
}

export type Claim = {
  deploymentId: string;
  serviceId: string;
  placementId: string;
  owner: string;
  fence: number;
  attempt: number;
  /** Too many executors died on it, or too long ago: undo what was begun, do not go on. */
  givesUp: boolean;
};

/**
 * Takes a deployment up: the next one in line of its placement, or one whose executor went silent. Undefined when
 * there is nothing to do for this process. The unique index on running deployments has the last word.
 */
export async function claimDeployment(
  ctx: Context<JobActor>,
  deploymentId: string,
  owner: string,
): Promise<Claim | undefined> {
  const [known] = await ctx.db
    .select({ placementId: deployments.placementId, serviceId: deployments.serviceId })
    .from(deployments)
    .where(eq(deployments.id, deploymentId));
  if (!known) return undefined;
  try {
    return await advance(ctx, async (tx) => {
      const { claim, parked } = await claimUnderLock(ctx, tx, known.placementId, deploymentId, owner);
      // It runs now, or waits at a gate; whoever only lost its turn has nothing new to show.
      const hasMoved = claim !== undefined || parked !== undefined;
      return {
        result: claim,
        events: parked,
        topics: hasMoved
          ? [topics.delivery, topics.service(known.serviceId), topics.deployment(deploymentId)]
          : [],
      };
    });
  } catch (error) {
    if (violates(error, "deployments_one_in_flight_idx")) return undefined;
    throw error;
  }
}

async function claimUnderLock(
  ctx: Context<JobActor>,
  tx: Tx,
  placementId: string,
  deploymentId: string,
  owner: string,
): Promise<{ claim?: Claim; parked?: NewEvent[] }> {
  const [placement] = await tx
    .select({
      fence: placements.fence,
      releaseId: placements.releaseId,
      deploymentId: placements.deploymentId,
    })
    .from(placements)
    .where(eq(placements.id, placementId))
    .for("update");
  const [row] = await tx
    .select({
      serviceId: deployments.serviceId,
      environmentId: deployments.environmentId,
      configurationVersionId: deployments.configurationVersionId,
      status: deployments.status,
      isArchived: sql<boolean>`${services.archivedAt} is not null`,
      attempts: deployments.attempts,
      isLeased: sql<boolean>`coalesce(${deployments.leaseExpiresAt} > now(), false)`,
      isOld: sql<boolean>`coalesce(${deployments.leaseExpiresAt} < now() - ${RESUME_WITHIN}, false)`,
    })
    .from(deployments)
    .innerJoin(services, eq(services.id, deployments.serviceId))
    .where(eq(deployments.id, deploymentId))
    .for("update", { of: deployments });
  // An archived service is stopped by its own job, which cancels what is unfinished.
  if (!placement || !row || row.isLeased || row.isArchived) return {};

  const isResumed = row.status === "running";
  if (!isResumed && (row.status !== "queued" || !(await isNext(tx, placementId, deploymentId)))) return {};
  // A freeze that began while it was in the queue holds it as well: nothing starts through a closed gate.
  const parked = isResumed ? undefined : await parkAtGate(tx, ctx.actor, deploymentId);
  if (parked) return { parked };

  const fence = placement.fence + 1;
  const attempt = row.attempts + 1;
  await tx.update(placements).set({ fence }).where(eq(placements.id, placementId));
  await tx
    .update(deployments)
    .set({
      status: "running",
      leaseOwner: owner,
      leaseExpiresAt: sql`now() + ${`${LEASE_MS} milliseconds`}::interval`,
      fence,
      attempts: attempt,
      startedAt: sql`coalesce(${deployments.startedAt}, now())`,
      // What serves now is what this one replaces; when it was queued, something else may have served.
      ...(!isResumed && {
        previousReleaseId: placement.releaseId,
        previousDeploymentId: placement.deploymentId,
        // The newest configuration too, unless a certain one was asked for. Whoever resumes it finds it pinned.
        configurationVersionId: row.configurationVersionId ?? (await pinConfiguration(ctx, tx, row)),
      }),
    })
    .where(eq(deployments.id, deploymentId));
  if (isResumed) {
    await tx
      .update(deploymentPhases)
      .set({ status: "interrupted", finishedAt: sql`now()` })
      .where(and(eq(deploymentPhases.deploymentId, deploymentId), eq(deploymentPhases.status, "running")));
  }
  const givesUp = isResumed && (attempt > MAXIMUM_ATTEMPTS || row.isOld);
  return {
    claim: { deploymentId, serviceId: row.serviceId, placementId, owner, fence, attempt, givesUp },
  };
}

/** Rollbacks first, then in the order of the requests. */
async function isNext(tx: Tx, placementId: string, deploymentId: string): Promise<boolean> {
  const [first] = await tx
    .select({ id: deployments.id })
    .from(deployments)
    .where(and(eq(deployments.placementId, placementId), inArray(deployments.status, ["queued", "running"])))
    .orderBy(
      desc(sql`${deployments.status} = 'running'`),
      desc(sql`${deployments.kind} = 'rollback'`),
      asc(deployments.id),
    )
    .limit(1);
  return first?.id === deploymentId;
}

/** Matches the row only while this executor holds it: every write of an execution carries it. */
export const heldBy = (claim: Claim) =>
  and(
    eq(deployments.id, claim.deploymentId),
    eq(deployments.status, "running"),
    eq(deployments.leaseOwner, claim.owner),
    eq(deployments.fence, claim.fence),
  );

export type Lease = {
  /** Aborts with Canceled, LeaseLost or ShuttingDown as its reason. */
  signal: AbortSignal;
  /** Stops renewing, and waits for a renewal that is on its way, so that none can follow what is written next. */
  release(): Promise<void>;
};

/** Renews the lease until released, and turns a request to cancel into an abort within moments. */
export function holdLease(ctx: Context<JobActor>, claim: Claim, shutdown: AbortSignal): Lease {
  const controller = new AbortController();
  let renewedAtMs = Date.now();
  let released = false;

  const renew = async () => {
    try {
      const [row] = await advance(ctx, async (tx) => ({
        result: await tx
          .update(deployments)
          .set({ leaseExpiresAt: sql`now() + ${`${LEASE_MS} milliseconds`}::interval` })
          .where(heldBy(claim))
          .returning({
            at: deployments.cancelRequestedAt,
            by: deployments.cancelRequestedBy,
            reason: deployments.cancelReason,
          }),
      }));
      renewedAtMs = Date.now();
      if (!row) controller.abort(new LeaseLost("Another executor took over."));
      else if (row.at) controller.abort(new Canceled(cancelSentence(row)));
    } catch (error) {
      reportError(error, { seam: "lease", deploymentId: claim.deploymentId });
    }
  };

  let renewal = renew(); // at once, for a request to cancel may have come before this executor listened
  const renewAgain = () => {
    const before = renewal;
    renewal = (async () => {
      await before;
      if (!released) await renew();
    })();
  };
  const timer = setInterval(() => {
    // Apart from the renewal itself, which may hang as long as its connection does.
    if (Date.now() - renewedAtMs > SELF_FENCE_MS) {
      controller.abort(new LeaseLost("The lease could not be renewed."));
    }
    renewAgain();
  }, HEARTBEAT_MS);
  const unsubscribe = onSignal((topic) => {
    if (topic === topics.deployment(claim.deploymentId)) renewAgain();
  });
  const stop = () => controller.abort(new ShuttingDown("The worker stops."));
  shutdown.addEventListener("abort", stop, { once: true });
  if (shutdown.aborted) stop();

  return {
    signal: controller.signal,
    async release() {
      released = true;
      clearInterval(timer);
      unsubscribe();
      shutdown.removeEventListener("abort", stop);
      await Promise.race([renewal, pause(LEASE_MS, new AbortController().signal)]);
    },
  };
}
