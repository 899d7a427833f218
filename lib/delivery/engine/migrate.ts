import "server-only";
import { eq } from "drizzle-orm";

import { releases } from "@/db/schema";
import { pause } from "@/lib/core/pause";

import { appliedIn } from "../migrations/applied-versions";
import { listed } from "../migrations/listed";
import { isWorseThan } from "../migrations/verdict";
import { judgeRollbacks } from "../queries/migration-verdict";
import { ReleaseRejected, type Report, type Rollout } from "../targets/target";
import {
  beginMigration,
  failMigration,
  passMigration,
  revertMigrations,
  type MigrationOrder,
  type MigrationResult,
} from "./migration-runs";
import { Passed, Skipped } from "./phase-result";
import type { Run } from "./phases";
import { previousRolloutOf } from "./work";

const WAIT_MS = 1_000;

/** The database has changed since somebody agreed to a rollback, in a way that nobody has agreed to. */
export class MigrationUnsafe extends Error {
  override name = "MigrationUnsafe";
}

/**
 * Brings the database to what the release needs, once per environment and release. A rollback never does that; it takes
 * migrations back where that was agreed to.
 */
export async function migrate(run: Run, report: Report): Promise<Passed | Skipped> {
  if (run.work.kind === "rollback") return migrateBack(run, report);
  const { rollout, work } = run;
  const command = rollout.release.plan.migrateCommand;
  if (!command) return new Skipped("This service has no migrate command.");
  const names = await namesOf(run, work.release.id);
  const order = { direction: "up", releaseId: work.release.id, command } as const;
  return carryOut(run, order, rollout, report, {
    names,
    isDone: (applied) => names.length > 0 && names.every((name) => applied.includes(name)),
    whenPassed: `This release has migrated ${work.environment.name} already.`,
  });
}

async function migrateBack(run: Run, report: Report): Promise<Passed | Skipped> {
  const { ctx, work } = run;
  const agreed = work.agreedVerdict;
  const { previous, environment, claim } = work;
  if (agreed === null || !previous) return new Skipped("A rollback does not migrate.");
  if (agreed === "unsafe")
    return new Skipped("A rollback does not migrate. That the database has changed since was accepted.");
  const place = { serviceId: claim.serviceId, environmentId: environment.id };
  const [judged] = await judgeRollbacks(ctx, place, previous.releaseId, [work.release.id]);
  const verdict = judged?.verdict ?? "unsafe";
  if (isWorseThan(agreed, verdict)) {
    throw new MigrationUnsafe(
      `The database of ${environment.name} has changed since this rollback was asked for. ${judged?.reasons.join(" ") ?? ""}`,
    );
  }
  if (!judged || verdict === "safe") return new Skipped("A rollback does not migrate.");

  const rollout = await previousRolloutOf(ctx, work, previous);
  const command = rollout.release.plan.migrateDownCommand;
  if (!command)
    throw new MigrationUnsafe("The release that serves has no command that takes migrations back.");
  const open = judged.migrations.map(({ name }) => name);
  const { migrateTo } = judged;
  return carryOut(
    run,
    { direction: "down", releaseId: previous.releaseId, command, migrateTo },
    {
      ...rollout,
      deploymentId: claim.deploymentId,
      environmentVariables: { ...rollout.environmentVariables, SLIPWAY_MIGRATE_TO: migrateTo },
    },
    report,
    {
      names: await namesOf(run, previous.releaseId),
      isDone: (applied) => !open.some((name) => applied.includes(name)),
      whenPassed: "The migrations were taken back already.",
      revertedReleaseIds: judged.revertedReleaseIds,
    },
  );
}

type Goal = {
  /** Migrations of the release whose command runs. */
  names: readonly string[];
  /** Whether the work was done, by what the status command says. */
  isDone: (applied: readonly string[]) => boolean;
  whenPassed: string;
  revertedReleaseIds?: readonly string[];
};

async function carryOut(
  run: Run,
  order: MigrationOrder,
  rollout: Rollout,
  report: Report,
  goal: Goal,
): Promise<Passed | Skipped> {
  const { ctx, work, log, signal } = run;
  const begun = await takeTurn(run, order);
  if (begun.kind === "passed") return new Skipped(goal.whenPassed);
  const { runId, isResumed } = begun;
  const record = (result: MigrationResult) =>
    new Passed(result.detail, async (tx) => {
      await passMigration(tx, runId, result);
      if (goal.revertedReleaseIds) await revertMigrations(tx, work, runId, goal.revertedReleaseIds);
    });

  const appliedBefore = await askApplied(run, rollout, report, goal.names);
  if (isResumed) {
    if (appliedBefore && goal.isDone(appliedBefore)) {
      const detail = `It was cut off, and ${rollout.release.plan.migrateStatusCommand} says that it had done its work, so it did not run again.`;
      return record({ detail, appliedBefore, appliedAfter: appliedBefore });
    }
    const because = appliedBefore
      ? "it had not done its work"
      : "nobody can say whether it had done its work";
    log.write({ stream: "system", text: `Migrating was cut off, and ${because}, so it runs again.` });
  }
  try {
    await run.work.target.runCommand(rollout, order.command, report, signal);
  } catch (error) {
    if (!(error instanceof ReleaseRejected) || signal.aborted) throw error;
    const appliedAfter = await askApplied(run, rollout, report, goal.names);
    const detail = work.secrets.mask(error.message);
    await failMigration(ctx, work.claim, runId, { detail, appliedBefore, appliedAfter });
    throw error;
  }
  const appliedAfter = await askApplied(run, rollout, report, goal.names);
  const again = isResumed ? " again, for it was cut off" : "";
  const detail = `Ran ${order.command}${again}${differenceOf(appliedBefore, appliedAfter)}.`;
  return record({ detail, appliedBefore, appliedAfter });
}

/** Waits until no other region migrates the same database. */
async function takeTurn({ ctx, work, log, signal }: Run, order: MigrationOrder) {
  for (let hasSaid = false; ; hasSaid = true) {
    // oxlint-disable-next-line no-await-in-loop -- it waits for its turn
    const begun = await beginMigration(ctx, work, order);
    if (begun.kind !== "busy") return begun;
    if (!hasSaid) {
      const who = begun.deploymentId ?? "another deployment";
      log.write({ stream: "system", text: `Waits, because ${who} migrates the same database.` });
    }
    // oxlint-disable-next-line no-await-in-loop
    await pause(WAIT_MS, signal);
    signal.throwIfAborted();
  }
}

/** What the status command says; null without one, or when it does not know, as before the first migration. */
async function askApplied(
  { work, signal, log }: Run,
  rollout: Rollout,
  report: Report,
  names: readonly string[],
): Promise<string[] | null> {
  const command = rollout.release.plan.migrateStatusCommand;
  if (!command) return null;
  const lines: string[] = [];
  try {
    // A run of its own each time: what the one before said is what it was then.
    const name = `status ${work.claim.fence} ${performance.now()}`;
    await work.target.runCommand(
      rollout,
      command,
      (line) => {
        if (line.stream === "stdout") lines.push(line.text);
        report(line);
      },
      signal,
      name,
    );
    return appliedIn(lines, names);
  } catch (error) {
    if (!(error instanceof ReleaseRejected) || signal.aborted) throw error;
    log.write({ stream: "system", text: `Which migrations are applied is not known: ${error.message}` });
    return null;
  }
}

async function namesOf({ ctx }: Run, releaseId: string): Promise<string[]> {
  const [row] = await ctx.db
    .select({ migrations: releases.migrations })
    .from(releases)
    .where(eq(releases.id, releaseId));
  return row?.migrations.map(({ name }) => name) ?? [];
}

function differenceOf(before: readonly string[] | null, after: readonly string[] | null): string {
  if (!after) return "";
  const added = after.filter((name) => !before?.includes(name));
  const taken = before?.filter((name) => !after.includes(name)) ?? [];
  const parts = [
    added.length > 0 && `applied ${listed(added)}`,
    taken.length > 0 && `took back ${listed(taken)}`,
  ].filter(Boolean);
  return `: ${parts.length > 0 ? parts.join(" and ") : "nothing was to be done"}`;
}
