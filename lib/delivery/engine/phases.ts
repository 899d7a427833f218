import "server-only";
import type { Tx } from "@/db/client";
import type { DeploymentPhase } from "@/db/enums";
import type { ConfigurationProblem } from "@/lib/configuration/contract";
import type { Context, JobActor } from "@/lib/core/context";
import { pause } from "@/lib/core/pause";

import {
  ReleaseRejected,
  TargetUnavailable,
  type Report,
  type Rollout,
  type Started,
} from "../targets/target";
import { checkAfterTraffic, checkBeforeTraffic, isCheckVerdict } from "./checks";
import type { LogWriter } from "./log-writer";
import { migrate, MigrationUnsafe } from "./migrate";
import { Passed, Skipped } from "./phase-result";
import { proveRevision } from "./prove";
import { beginPhase, endPhase, placeRelease } from "./record";
import type { Work } from "./work";

/** How long a target may be away (restarting) before we say that we could not tell. */
const TARGET_PATIENCE_MS = 45_000;

export type Run = {
  ctx: Context<JobActor>;
  work: Work;
  rollout: Rollout;
  /** Why the release cannot run with its configuration; checked before anything starts. */
  problems: readonly ConfigurationProblem[];
  log: LogWriter;
  /** Takes what the release prints, each line once however often the target tells it. */
  report: Report;
  signal: AbortSignal;
};

/** A variable is missing or wrong: nothing was started, and the release cannot be blamed for anything else. */
export class ConfigurationIncomplete extends Error {
  override name = "ConfigurationIncomplete";
  readonly code: ConfigurationProblem["code"];
  constructor(first: ConfigurationProblem, others: readonly ConfigurationProblem[]) {
    const rest = others.map(({ key }) => key).join(", ");
    super(rest ? `${first.message} The same goes for ${rest}.` : first.message);
    this.code = first.code;
  }
}

/**
 * The phases of a deployment, in order. Each may be repeated by another executor, so each asks the target what is
 * there instead of trusting memory. Returns whether a warm process was taken up again.
 */
export async function runPhases(given: Omit<Run, "report">): Promise<{ reusedWarm: boolean }> {
  const { work, rollout, log, signal } = given;
  const { target } = work;
  const report = onlyNew((line) => log.write(line));
  const run: Run = { ...given, report };

  await phase(run, "prepare", async () => {
    const [problem, ...others] = run.problems;
    if (problem) throw new ConfigurationIncomplete(problem, others);
    const status = await target.ping(signal);
    if (!status.ok) throw new TargetUnavailable(status.message);
    return "The target answers.";
  });

  // A report of its own: what a command printed while nobody listened is older than what was asked in between.
  const reportOfMigrating = onlyNew((line) => log.write(line));
  await phase(run, "migrate", () => migrate(run, reportOfMigrating));

  let started: Started | undefined;
  await phase(run, "roll_out", async () => {
    started = await target.start(rollout, report, signal);
    const readyMs = Date.parse(started.readyAt) - Date.parse(started.startedAt);
    const how = started.reusedWarm
      ? "It was still running."
      : `Ready ${(readyMs / 1000).toFixed(1)} s after its start.`;
    return `${how}${await checkBeforeTraffic(run, started)}`;
  });
  if (!started) throw new Error("A target started a release without saying where it is.");
  const { url, reusedWarm } = started;

  let hasTried = false;
  await phase(
    run,
    "switch",
    async () => {
      // A target that restarted since may have lost what it started.
      if (hasTried) await target.start(rollout, report, signal);
      hasTried = true;
      await target.switchTraffic(rollout);
      return `Traffic goes to #${work.release.number}.`;
    },
    // Intent first, then the side effect, then what serves: a successor knows that traffic may have moved.
    { intent: { switchIntendedAt: new Date() }, record: (tx) => placeRelease(tx, work, url) },
  );

  await phase(run, "verify", async () => {
    await proveRevision(url, rollout.release.plan.readiness.probe, work.release.id, signal);
    return `${url} answered with this release.${await checkAfterTraffic(run, url)}`;
  });

  await phase(run, "watch", async () => {
    if (reusedWarm) return new Skipped("It has run here before.");
    await target.watch(rollout, report, signal);
    return "It stayed up.";
  });
  return { reusedWarm };
}

/** A target tells from the beginning when it is asked again; the log has the first part already. */
function onlyNew(report: Report): Report {
  let newest = "";
  const atNewest = new Set<string>();
  return (line) => {
    if (line.at < newest || (line.at === newest && atNewest.has(line.text))) return;
    if (line.at > newest) atNewest.clear();
    newest = line.at;
    atNewest.add(line.text);
    report(line);
  };
}

async function phase(
  run: Run,
  name: DeploymentPhase,
  act: () => Promise<string | Passed | Skipped>,
  { intent, record }: { intent?: { switchIntendedAt: Date }; record?: (tx: Tx) => Promise<void> } = {},
) {
  const { ctx, work, signal } = run;
  signal.throwIfAborted();
  await beginPhase(ctx, work.claim, name, intent);
  if (intent) work.switchIntended = true;
  try {
    const result = await withPatience(run, act);
    if (result instanceof Skipped) await endPhase(ctx, work.claim, name, "skipped", result.reason);
    else {
      const detail = result instanceof Passed ? result.detail : result;
      const also = result instanceof Passed ? result.record : record;
      await endPhase(ctx, work.claim, name, "passed", work.secrets.mask(detail), also);
    }
  } catch (error) {
    const isVerdict =
      error instanceof ReleaseRejected ||
      error instanceof TargetUnavailable ||
      error instanceof ConfigurationIncomplete ||
      error instanceof MigrationUnsafe ||
      isCheckVerdict(error);
    if (isVerdict && !signal.aborted) {
      await endPhase(ctx, work.claim, name, "failed", work.secrets.mask(error.message));
    }
    throw error;
  }
}

/**
 * A target that restarts is no reason to give up: every step may be repeated. Patience begins at the first failure,
 * for a step that went well for minutes has used up none of it.
 */
async function withPatience<T>({ log, signal }: Run, act: () => Promise<T>): Promise<T> {
  let deadline: number | undefined;
  for (let pauseMs = 200; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    const triedAt = Date.now();
    try {
      return await act();
    } catch (error) {
      signal.throwIfAborted();
      if (Date.now() - triedAt > TARGET_PATIENCE_MS) deadline = undefined; // it went on for long in between
      deadline ??= Date.now() + TARGET_PATIENCE_MS;
      if (!(error instanceof TargetUnavailable) || Date.now() + pauseMs > deadline) throw error;
      log.write({ stream: "system", text: `${error.message} Trying again.` });
      await pause(pauseMs, signal);
    }
  }
}
