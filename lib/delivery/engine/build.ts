import "server-only";
import { and, desc, eq, isNotNull, lt, sql } from "drizzle-orm";

import { releases, services, type Failure } from "@/db/schema";
import { ServiceSettings } from "@/lib/catalog/contract";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { isDatabaseTrouble } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";
import { env } from "@/lib/env";
import { reconsiderJob } from "@/lib/gates";

import { BuildFailed, buildRelease, type BuildOutcome, type Commit } from "../build";
import { topics } from "../contract";
import { openLog, type LogWriter } from "./log-writer";

const LEASE_MS = 15_000;
const HEARTBEAT_MS = 3_000;
const SELF_FENCE_MS = LEASE_MS - 2 * HEARTBEAT_MS;
/** Restarts of the portal in order count as well. */
const MAXIMUM_ATTEMPTS = 6;

type Builder = { ctx: Context<JobActor>; owner: string; shutdown: AbortSignal };
type Claimed = NonNullable<Awaited<ReturnType<typeof claim>>>;

/** Builds one release to its end, or leaves it to whoever holds it. A build that lost its worker starts from scratch. */
export async function runBuild(builder: Builder, releaseId: string): Promise<void> {
  const { ctx, owner, shutdown } = builder;
  const claimed = await claim(ctx, releaseId, owner);
  if (!claimed) return;
  const controller = new AbortController();
  const stop = () => controller.abort(new Error("The worker stops."));
  shutdown.addEventListener("abort", stop, { once: true });
  let renewedAtMs = Date.now();
  const timer = setInterval(() => {
    if (Date.now() - renewedAtMs > SELF_FENCE_MS) controller.abort(new Error("The lease ran out."));
    renew(ctx, releaseId, owner).then(
      (isHeld) => {
        renewedAtMs = Date.now();
        return isHeld || controller.abort(new Error("Another worker took over."));
      },
      (error: unknown) => reportError(error, { seam: "build-lease", releaseId }),
    );
  }, HEARTBEAT_MS);
  const log = openLog(ctx, releaseId);
  try {
    await build(builder, claimed, log, controller.signal);
  } finally {
    clearInterval(timer);
    shutdown.removeEventListener("abort", stop);
    await log.close();
  }
}

async function build({ ctx, owner }: Builder, claimed: Claimed, log: LogWriter, signal: AbortSignal) {
  const { id, attempt, ref, settings, previousCommit, previousRelease, repository } = claimed;
  try {
    if (attempt > MAXIMUM_ATTEMPTS) {
      const message = `The build was interrupted ${MAXIMUM_ATTEMPTS} times. Start it again.`;
      return await fail(ctx, owner, claimed, { code: "interrupted", message });
    }
    if (attempt > 1)
      log.write({ stream: "system", text: `Started again after an interruption, attempt ${attempt}.` });
    const outcome = await buildRelease(
      {
        releaseId: id,
        repository,
        ref,
        settings: ServiceSettings.parse(settings),
        ...(previousCommit && { previousCommit }),
        ...(previousRelease && { previousRelease }),
        home: env().SLIPWAY_HOME,
      },
      (line) => log.write(line),
      signal,
      (commit) => keepCommit(ctx, owner, claimed, commit),
    );
    await log.flush();
    await succeed(ctx, owner, claimed, outcome);
  } catch (error) {
    if (signal.aborted) return; // the lease runs out and another worker builds it
    if (isDatabaseTrouble(error)) throw error;
    if (error instanceof BuildFailed) {
      const { code, message, step, logTail } = error;
      log.write({ stream: "system", text: message });
      await log.flush();
      return await fail(ctx, owner, claimed, { code, message, step, logTail: [...logTail] });
    }
    reportError(error, { seam: "build", releaseId: id });
    const message = "Slipway itself failed while it built this release. The worker's log has the details.";
    await fail(ctx, owner, claimed, { code: "internal", message });
  }
}

/** Takes a release up that nobody builds now. */
const claim = (ctx: Context<JobActor>, releaseId: string, owner: string) =>
  advance(ctx, async (tx) => {
    const [row] = await tx
      .update(releases)
      .set({
        leaseOwner: owner,
        leaseExpiresAt: sql`now() + ${`${LEASE_MS} milliseconds`}::interval`,
        attempts: sql`${releases.attempts} + 1`,
        startedAt: sql`coalesce(${releases.startedAt}, now())`,
      })
      .where(
        and(
          eq(releases.id, releaseId),
          eq(releases.status, "building"),
          sql`coalesce(${releases.leaseExpiresAt} < now(), true)`,
        ),
      )
      .returning({
        id: releases.id,
        number: releases.number,
        serviceId: releases.serviceId,
        ref: releases.ref,
        attempt: releases.attempts,
      });
    if (!row) return { result: undefined };
    const [service] = await tx
      .select({
        name: services.name,
        settings: services.settings,
        url: services.repositoryUrl,
        branch: services.repositoryBranch,
        path: services.repositoryPath,
      })
      .from(services)
      .where(eq(services.id, row.serviceId));
    if (!service) return { result: undefined };
    const [previous] = await tx
      .select({
        sha: releases.commitSha,
        number: releases.number,
        migrationClass: releases.migrationClass,
        migrations: releases.migrations,
      })
      .from(releases)
      .where(
        and(
          eq(releases.serviceId, row.serviceId),
          lt(releases.number, row.number),
          eq(releases.status, "ready"),
          isNotNull(releases.commitSha),
        ),
      )
      .orderBy(desc(releases.number))
      .limit(1);
    const { url, branch, path, ...rest } = service;
    return {
      result: {
        ...row,
        ...rest,
        previousCommit: previous?.sha ?? undefined,
        previousRelease: previous,
        repository: { url, ...(branch && { branch }), ...(path && { path }) },
      },
      topics: topicsOf(row),
    };
  });

const renew = (ctx: Context<JobActor>, releaseId: string, owner: string) =>
  advance(ctx, async (tx) => {
    const rows = await tx
      .update(releases)
      .set({ leaseExpiresAt: sql`now() + ${`${LEASE_MS} milliseconds`}::interval` })
      .where(heldBy(releaseId, owner))
      .returning({ id: releases.id });
    return { result: rows.length > 0 };
  });

/** While the build runs, so that a release that never becomes ready still says what it was built from. */
const keepCommit = (ctx: Context<JobActor>, owner: string, claimed: Claimed, commit: Commit) =>
  advance(ctx, async (tx) => {
    const rows = await tx
      .update(releases)
      .set({ commit, commitSha: commit.sha })
      .where(heldBy(claimed.id, owner))
      .returning({ id: releases.id });
    return { result: undefined, topics: rows.length > 0 ? topicsOf(claimed) : [] };
  });

/** Fences every write of a build: whoever lost its lease changes nothing any more. */
const heldBy = (releaseId: string, owner: string) =>
  and(eq(releases.id, releaseId), eq(releases.leaseOwner, owner), eq(releases.status, "building"));

const topicsOf = ({ id, serviceId }: { id: string; serviceId: string }) => [
  topics.delivery,
  topics.service(serviceId),
  topics.release(id),
];

const end = (
  ctx: Context<JobActor>,
  owner: string,
  claimed: Claimed,
  set: Partial<typeof releases.$inferInsert>,
  type: string,
  message: string,
) =>
  advance(ctx, async (tx) => {
    const rows = await tx
      .update(releases)
      .set({ ...set, leaseOwner: null, leaseExpiresAt: null, finishedAt: new Date() })
      .where(heldBy(claimed.id, owner))
      .returning({ id: releases.id });
    if (rows.length === 0) return { result: undefined };
    const event = {
      type,
      subject: claimed.id,
      serviceId: claimed.serviceId,
      releaseId: claimed.id,
      message: `${claimed.name} #${claimed.number}: ${message}`,
    };
    const jobs = [reconsiderJob(claimed.serviceId)];
    return { result: undefined, events: [event], jobs, topics: topicsOf(claimed) };
  });

const succeed = (ctx: Context<JobActor>, owner: string, claimed: Claimed, outcome: BuildOutcome) => {
  const { commit, version, artifact, plan, ...rest } = outcome;
  const set = { ...rest, status: "ready" as const, version: version ?? null, commit, commitSha: commit.sha };
  return end(ctx, owner, claimed, { ...set, artifact, plan }, "release.ready", "built and ready to deploy.");
};

const fail = (ctx: Context<JobActor>, owner: string, claimed: Claimed, failure: Failure) =>
  end(ctx, owner, claimed, { status: "failed", failure }, "release.failed", failure.message);
