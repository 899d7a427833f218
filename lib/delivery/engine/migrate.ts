import "server-only";
import { eq } from "drizzle-orm";

import { releases } from "@/db/schema";
import { pause } from "@/lib/core/pause";

import { appliedIn } from "../migrations/applied-versions";
import { listed } from "../migrations/listed";
import { isWorseThan } from "../migrations/verdict";
import { judgeRollbacks } from "../queries/migration-verdict";
import { ReleaseRejected, type Report, type Rollout } from "../targets/target";
import { hasMigratedSince } from "./migration-locks";
import {
  beginMigration,
  failMigration,
  noteApplied,
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
    isDone: (applied) => names.length > 0 && names.every((name) => applied.has(name)),
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
  if (await hasMigratedSince(ctx, place, claim.deploymentId)) {
    throw new MigrationUnsafe(
      `${environment.name} was migrated since this rollback was asked for, and it would take back more than was agreed to. ${judged.reasons.join(" ")}`,
    );
  }

  const rollout = await previousRolloutOf(ctx, work, previous);
  const command = rollout.release.plan.migrateDownCommand;
  if (!command)
    throw new MigrationUnsafe("The release that serves has no command that takes migrations back.");
  const open = judged.migrations.map(({ name }) => name);
  const { migrateTo } = judged;
  return carryOut(
    run,
    { direction: "down", releaseId: previous.releaseId, command, migrateTo },
    { ...rollout, deploymentId: claim.deploymentId },
    report,
    {
      names: await namesOf(run, previous.releaseId),
      isDone: (applied) => !open.some((name) => applied.has(name)),
      whenPassed: "The migrations were taken back already.",
      revertedReleaseIds: judged.revertedReleaseIds,
      // A migration is called as its own tool calls it: what a command does not recognise it may take for "all of them".
      variables: (applied) => {
        const called = (name: string) => applied?.get(name) ?? name;
        return {
          SLIPWAY_MIGRATE_TO: migrateTo && called(migrateTo),
          SLIPWAY_MIGRATE_BACK: open.toReversed().map(called).join(" "),
        };
      },
      problemWith: (before, after) => problemOfGoingBack(environment.name, open, before, after),
    },
  );
}

/** What a way back did otherwise than was agreed to; undefined when it did just that, or nobody can tell. */
function problemOfGoingBack(
  environment: string,
  open: readonly string[],
  before: readonly string[] | null,
  after: Applied | null,
): string | undefined {
  if (!after) return undefined;
  const lost = before?.filter((name) => !open.includes(name) && !after.has(name)) ?? [];
  if (lost.length > 0)
    return `It took back ${listed(lost)} as well, which nobody agreed to. The database of ${environment} has lost what no release expects: look at it before anything else.`;
  const left = open.filter((name) => after.has(name));
  return left.length > 0 ? `It ended well, and ${listed(left)} is applied still.` : undefined;
}

/** By name, as the status command calls them. */
type Applied = ReadonlyMap<string, string>;

type Goal = {
  /** Migrations of the release whose command runs. */
  names: readonly string[];
  /** Whether the work was done, by what the status command says. */
  isDone: (applied: Applied) => boolean;
  whenPassed: string;
  revertedReleaseIds?: readonly string[];
  /** What the command is told besides the variables of the release. */
  variables?: (applied: Applied | null) => Record<string, string>;
  /** What is wrong with what a command did that ended well. */
  problemWith?: (before: readonly string[] | null, after: Applied | null) => string | undefined;
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
  const fail = (result: MigrationResult) => {
    const detail = work.secrets.mask(result.detail);
    return failMigration(ctx, work.claim, runId, { ...result, detail });
  };
  const record = (result: MigrationResult) =>
    new Passed(result.detail, async (tx) => {
      await passMigration(tx, runId, result);
      if (goal.revertedReleaseIds) await revertMigrations(tx, work, runId, goal.revertedReleaseIds);
    });

  const appliedNow = await askApplied(run, rollout, report, goal.names);
  // What a run that was cut off did is judged by how the database was before it.
  const appliedBefore = (isResumed && begun.appliedBefore) || namesIn(appliedNow);
  if (isResumed) {
    if (appliedNow && goal.isDone(appliedNow)) {
      const appliedAfter = namesIn(appliedNow);
      const problem = goal.problemWith?.(appliedBefore, appliedNow);
      if (problem) {
        await fail({ detail: problem, appliedBefore, appliedAfter });
        throw new MigrationUnsafe(problem);
      }
      const detail = `It was cut off, and ${rollout.release.plan.migrateStatusCommand} says that it had done its work, so it did not run again.`;
      return record({ detail, appliedBefore, appliedAfter });
    }
    const because = appliedNow ? "it had not done its work" : "nobody can say whether it had done its work";
    log.write({ stream: "system", text: `Migrating was cut off, and ${because}, so it runs again.` });
  } else await noteApplied(ctx, work.claim, runId, appliedBefore);
  const told = goal.variables?.(appliedNow);
  try {
    await run.work.target.runCommand(
      told ? { ...rollout, environmentVariables: { ...rollout.environmentVariables, ...told } } : rollout,
      order.command,
      report,
      signal,
    );
  } catch (error) {
    if (!(error instanceof ReleaseRejected) || signal.aborted) throw error;
    const appliedAfter = namesIn(await askApplied(run, rollout, report, goal.names));
    await fail({ detail: error.message, appliedBefore, appliedAfter });
    throw error;
  }
  const after = await askApplied(run, rollout, report, goal.names);
  const appliedAfter = namesIn(after);
  const again = isResumed ? " again, for it was cut off" : "";
  const detail = `Ran ${order.command}${again}${differenceOf(appliedBefore, appliedAfter)}.`;
  const problem = goal.problemWith?.(appliedBefore, after);
  if (!problem) return record({ detail, appliedBefore, appliedAfter });
  await fail({ detail: `${detail} ${problem}`, appliedBefore, appliedAfter });
  throw new MigrationUnsafe(`${detail} ${problem}`);
}

const namesIn = (applied: Applied | null): string[] | null => applied && [...applied.keys()];

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
): Promise<Applied | null> {
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
