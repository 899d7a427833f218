import { randomBytes } from "node:crypto";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { ReleaseRejected, type Rollout, TargetUnavailable } from "../../target";
import { environmentOf, launch } from "./launch";
import { InstanceLog } from "./log-file";
import { stopGroup } from "./process-group";
import type { Surroundings } from "./surroundings";
import { howItEnded, seconds, withCause } from "./words";

export type CommandRun = { log: InstanceLog; outcome: Promise<void>; cancel: () => void };

/**
 * Single commands of a release, such as a migration. A caller that comes back with the same deployment and run finds it
 * again, also when it has ended, so that a migration is not run twice by a worker that crashed.
 */
export class Commands {
  private readonly runs = new Map<string, CommandRun>();

  constructor(private readonly around: Surroundings) {}

  run(rollout: Rollout, command: string, name = command): CommandRun {
    const key = keyOf(rollout.deploymentId, name);
    const known = this.runs.get(key);
    if (known) return known;
    const id = `cmd_${randomBytes(9).toString("hex")}`;
    const log = new InstanceLog(
      join(this.around.folder, "logs", rollout.placement.id, `${timeOf()}-${id}`),
      this.around.limits,
    );
    const canceled = new AbortController();
    const outcome = this.execute({ rollout, command, id, log, signal: canceled.signal }).finally(() =>
      log.close(),
    );
    outcome.catch(() => {});
    const run = { log, outcome, cancel: () => canceled.abort() };
    this.runs.set(key, run);
    if (this.runs.size > KEPT_RUNS) this.runs.delete(this.runs.keys().next().value ?? "");
    return run;
  }

  cancel(deploymentId: string): void {
    for (const [key, run] of this.runs) {
      if (!key.startsWith(keyOf(deploymentId, ""))) continue;
      run.cancel();
      this.runs.delete(key);
    }
  }

  async cancelAll(): Promise<void> {
    for (const run of this.runs.values()) run.cancel();
    await Promise.allSettled([...this.runs.values()].map(({ outcome }) => outcome));
  }

  private async execute({ rollout, command, id, log, signal }: Execution): Promise<void> {
    const { limits } = this.around;
    const temporaryFolder = join(this.around.folder, "instances", id);
    const folder = join(rollout.release.artifact.path, rollout.release.plan.workingDirectory);
    await stat(folder).catch(() => {
      throw new ReleaseRejected("artifact_missing", `The release's folder ${folder} is not there.`);
    });
    await mkdir(temporaryFolder, { recursive: true, mode: 0o700 });
    const output = log.openForProcess();
    const startedAt = Date.now();
    const over = new AbortController();
    try {
      const { group, exit } = await launch({
        command: { line: command },
        folder,
        environment: environmentOf(rollout, temporaryFolder),
        marker: `${this.around.mark}.${id}`,
        output,
        fileLimitBytes: limits.diskBytes,
      }).finally(output.close);
      log.system(`Started: ${command}`);
      const ended = await Promise.race([
        exit,
        follow(log, limits.pollMs, over.signal),
        delay(limits.commandMs, "late" as const, { signal: AbortSignal.any([signal, over.signal]) }).catch(
          () => "canceled" as const,
        ),
      ]);
      await stopGroup(group, ended === "canceled" || ended === "late" ? limits.rejectGraceMs : 0);
      log.flushPartial();
      if (ended === "canceled") throw new TargetUnavailable("The command was canceled.");
      const tail = log.tail(50);
      const lines = tail.filter(({ stream }) => stream !== "system").map(({ text }) => text);
      if (ended === "late")
        throw new ReleaseRejected(
          "command_failed",
          `"${command}" did not end within ${seconds(limits.commandMs)}.`,
          lines,
        );
      if (ended.code !== 0) {
        const sentence = `"${command}" ${howItEnded(ended)} after ${seconds(Date.now() - startedAt)}`;
        throw new ReleaseRejected("command_failed", withCause(sentence, tail), lines);
      }
    } finally {
      over.abort();
      await rm(temporaryFolder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

type Execution = { rollout: Rollout; command: string; id: string; log: InstanceLog; signal: AbortSignal };

const KEPT_RUNS = 200;

function keyOf(deploymentId: string, name: string): string {
  return `${deploymentId}\n${name}`;
}

function timeOf(): string {
  return String(Date.now()).padStart(15, "0");
}

/** Never resolves; keeps the log moving while the command runs. */
async function follow(log: InstanceLog, everyMs: number, signal: AbortSignal): Promise<never> {
  for (;;) {
    log.poll();
    await delay(everyMs, undefined, { signal }).catch(() => new Promise<never>(() => {}));
  }
}
