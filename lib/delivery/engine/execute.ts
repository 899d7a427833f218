import "server-only";
import { eq } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { TargetKind } from "@/db/enums";
import { deployments, type Failure } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { createSecretMask } from "@/lib/core/mask-secrets";
import { isDatabaseTrouble } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";
import { holdAutomation } from "@/lib/gates";

import { judgeRollbacks } from "../queries/migration-verdict";
import { Fenced, ReleaseRejected, TargetUnavailable, type Target } from "../targets/target";
import { AUTOMATION } from "./automation";
import { CheckErrored, CheckFailed } from "./checks";
import { Canceled, claimDeployment, holdLease, LeaseLost, ShuttingDown, type Lease } from "./lease";
import { openLog, type LogWriter } from "./log-writer";
import { MigrationUnsafe } from "./migrate";
import { hasGoneDown } from "./migration-locks";
import { ConfigurationIncomplete, runPhases } from "./phases";
import { finish, recordEvent, yieldLease } from "./record";
import { undo } from "./undo";
import { loadWork, rolloutOf, Undescribable, type Work } from "./work";

export type Executor = {
  ctx: Context<JobActor>;
  /** Names this process in the lease. */
  owner: string;
  targetOf: (target: { id: string; kind: TargetKind }) => Target;
  shutdown: AbortSignal;
};

/**
 * Carries one deployment to its end, or leaves it for another executor: when it is not its turn, when the lease is
 * lost, when the worker stops or the database is away. In every other case it ends with a final status.
 */
export async function runDeployment(executor: Executor, deploymentId: string): Promise<void> {
  const { ctx } = executor;
  const claim = await claimDeployment(ctx, deploymentId, executor.owner);
  if (!claim) return;
  const lease = holdLease(ctx, claim, executor.shutdown);
  const secrets = createSecretMask();
  const log = openLog(ctx, deploymentId, secrets);
  try {
    const work = await loadWork(ctx, claim, executor.targetOf, secrets);
    await execute(executor, work, lease, log);
  } finally {
    await lease.release();
    await log.close();
  }
}

async function execute({ ctx }: Executor, work: Work, lease: Lease, log: LogWriter) {
  const { signal } = lease;
  const { claim } = work;
  const say = (text: string) => log.write({ stream: "system", text });
  try {
    if (claim.givesUp) throw new GivenUp();
    if (claim.attempt > 1) {
      say(`Resumed after an interruption, attempt ${claim.attempt}.`);
      await recordEvent(
        ctx,
        work,
        "deployment.resumed",
        `Resumed after an interruption, attempt ${claim.attempt}.`,
      );
    }
    say(`#${work.release.number} of ${work.service.name} to ${work.environment.name}.`);
    const { reusedWarm } = await runPhases({ ctx, work, ...(await rolloutOf(ctx, work)), log, signal });
    const message = `${work.service.name} #${work.release.number} serves in ${work.environment.name}.`;
    if (work.checkTrouble) return await endIll(ctx, work, log, work.checkTrouble, reusedWarm);
    say(message);
    await log.flush();
    await finish(ctx, work, { status: "succeeded", message, reusedWarm });
  } catch (thrown) {
    const error: unknown = signal.aborted ? signal.reason : thrown;
    if (error instanceof ShuttingDown) {
      await lease.release();
      return yieldLease(ctx, work);
    }
    if (error instanceof LeaseLost || error instanceof Fenced) return;
    if (isDatabaseTrouble(error)) throw error; // the lease runs out, and the next executor looks at the target again
    await endBadly(ctx, work, log, error);
  }
}

/** A rollback did what was asked for, and what serves now is not what it has to be: nobody may take that for an end. */
async function endIll(
  ctx: Context<JobActor>,
  work: Work,
  log: LogWriter,
  trouble: string,
  reusedWarm: boolean,
) {
  const failure = masked(
    { code: "check_failed", message: `${trouble} It serves all the same: a check does not undo a rollback.` },
    work,
  );
  log.write({ stream: "system", text: failure.message });
  await log.flush();
  const message = `${work.service.name} #${work.release.number} in ${work.environment.name}: ${failure.message}`;
  await finish(ctx, work, { status: "failed", failure, message, reusedWarm, keepsTraffic: true });
}

const GONE_DOWN =
  " Migrations were taken back before, so the release that serves runs on an older database: deploy it again to apply them.";

class GivenUp extends Error {
  override name = "GivenUp";
}

async function endBadly(ctx: Context<JobActor>, work: Work, log: LogWriter, error: unknown) {
  const verdict = verdictOf(error);
  if (work.previous && (await hasGoneDown(ctx, work.claim.deploymentId)))
    verdict.failure.message += GONE_DOWN;
  const stays = await whyItStays(ctx, work, error, verdict.status);
  if (stays) verdict.failure.message += ` ${stays}`;
  verdict.failure = masked(verdict.failure, work);
  log.write({ stream: "system", text: verdict.failure.message });
  if (verdict.failure.code === "internal") {
    reportError(error, { seam: "deployment", deploymentId: work.claim.deploymentId });
  }
  const message = `${work.service.name} #${work.release.number} in ${work.environment.name}: ${verdict.failure.message}`;
  if (stays) {
    await log.flush();
    return finish(ctx, work, { ...verdict, message, keepsTraffic: true }, (tx) =>
      askPeople(tx, work, message),
    );
  }
  try {
    const restore = await undo(ctx, work, log);
    await log.flush();
    await finish(ctx, work, { ...verdict, message }, restore);
  } catch (trouble) {
    if (trouble instanceof LeaseLost || trouble instanceof Fenced) return;
    if (isDatabaseTrouble(trouble)) throw trouble;
    // We cannot tell what serves, and say so; observation takes over what it finds once the target answers.
    const cause = trouble instanceof Error ? work.secrets.mask(trouble.message) : "unknown";
    const failure: Failure = {
      code: "not_undone",
      message: `${verdict.failure.message} What served before could not be checked: ${cause}`,
    };
    await log.flush();
    await finish(ctx, work, { status: "errored", failure, message });
  }
}

/**
 * Why traffic is left where it is until a person decides, though the deployment did not succeed: nobody could tell whether
 * it is well, or what served before may not work with the database any more. Where nothing served before there is nothing
 * to choose from.
 */
async function whyItStays(
  ctx: Context<JobActor>,
  { claim, environment, kind, previous, release }: Work,
  error: unknown,
  status: Verdict["status"],
): Promise<string | undefined> {
  if (!previous) return undefined;
  if (error instanceof CheckErrored) {
    return error.moment === "after_traffic" ? "It serves: keep it, or roll back." : undefined;
  }
  if (status !== "failed" || kind === "rollback" || !(await hasTraffic(ctx, claim.deploymentId)))
    return undefined;
  const place = { serviceId: claim.serviceId, environmentId: environment.id };
  const [judged] = await judgeRollbacks(ctx, place, release.id, [previous.releaseId]);
  return judged?.verdict === "unsafe"
    ? `It serves still, for what served before may not work with the database any more: ${judged.reasons.join(" ")} Roll forward, or accept a rollback.`
    : undefined;
}

async function hasTraffic(ctx: Context<JobActor>, deploymentId: string): Promise<boolean> {
  const [row] = await ctx.db
    .select({ switchedAt: deployments.switchedAt })
    .from(deployments)
    .where(eq(deployments.id, deploymentId));
  return row?.switchedAt != null;
}

/** Automation keeps off until somebody has decided. */
async function askPeople(tx: Tx, { claim, environment }: Work, reason: string) {
  const place = { serviceId: claim.serviceId, environmentId: environment.id };
  await holdAutomation(tx, place, { actor: AUTOMATION, reason, deploymentId: claim.deploymentId });
}

/**
 * What a release printed last, and what a target says about it, may repeat what the release was configured with. It may
 * also hold half of a character, which no row takes, so that the deployment would never come to its end.
 */
function masked({ message, logTail, ...failure }: Failure, { secrets }: Work): Failure {
  const storable = (text: string) => secrets.mask(text).toWellFormed();
  return { ...failure, message: storable(message), ...(logTail && { logTail: logTail.map(storable) }) };
}

type Verdict = { status: "failed" | "errored" | "canceled" | "interrupted"; failure: Failure };

function verdictOf(error: unknown): Verdict {
  if (error instanceof ReleaseRejected) {
    const { code, message, logTail } = error;
    return { status: "failed", failure: { code, message, logTail: [...logTail] } };
  }
  if (error instanceof CheckFailed) {
    const { message, logTail } = error;
    return { status: "failed", failure: { code: "check_failed", message, logTail: [...logTail] } };
  }
  if (error instanceof CheckErrored) {
    return { status: "errored", failure: { code: "check_errored", message: error.message } };
  }
  if (error instanceof ConfigurationIncomplete) {
    return { status: "failed", failure: { code: error.code, message: error.message } };
  }
  if (error instanceof MigrationUnsafe) {
    return { status: "failed", failure: { code: "migration_unsafe", message: error.message } };
  }
  if (error instanceof Canceled) {
    return { status: "canceled", failure: { code: "canceled", message: error.message } };
  }
  if (error instanceof GivenUp) {
    const message = "It was interrupted too often or too long ago to go on. What served before serves again.";
    return { status: "interrupted", failure: { code: "interrupted", message } };
  }
  if (error instanceof TargetUnavailable) {
    return { status: "errored", failure: { code: "target_unavailable", message: error.message } };
  }
  if (error instanceof Undescribable) {
    return { status: "errored", failure: { code: "cannot_be_described", message: error.message } };
  }
  const message = "Slipway itself failed while it carried this out. The worker's log has the details.";
  return { status: "errored", failure: { code: "internal", message } };
}
