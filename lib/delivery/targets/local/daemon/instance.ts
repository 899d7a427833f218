import { randomBytes } from "node:crypto";
import { mkdir, rm, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { hostOf } from "../../host-of";
import { ReleaseRejected, type Rollout, type RunningInstance } from "../../target";
import { type Exit, environmentOf, reservePort, launch } from "./launch";
import { InstanceLog } from "./log-file";
import { logger } from "./logger";
import { isAlive, MARKER_VARIABLE, type ProcessGroup, stopGroup } from "./process-group";
import { hasProcessTable, startedWith } from "./process-table";
import { waitUntilReady } from "./readiness";
import type { InstanceRecord } from "./records";
import { removeAdditions } from "./remove-additions";
import { secretsOf } from "./secrets-of";
import { exitOfStranger } from "./stranger";
import type { Surroundings } from "./surroundings";
import { Traffic } from "./traffic";

/**
 * One release running in one placement: its process (a new one after each crash), its log, its temporary folder and
 * the requests it has open. Knows nothing of roles; the placement decides who serves.
 */
export class Instance {
  state: RunningInstance["state"] = "starting";
  since = new Date();
  restarts = 0;
  problem: string | undefined;
  readyAt: Date | undefined;
  /** The same of the process that it has now; unknown of one that an older daemon left. */
  run: { startedAt?: Date; readyAt?: Date } = {};
  /** Where the gateway finds it. */
  address = "127.0.0.1";
  port: number | undefined;
  group: ProcessGroup | undefined;
  /** How often it was started without staying up, which decides the pause before the next start. */
  failedStarts = 0;
  /** When the next start of a process that ended is due. */
  nextStartAt = 0;
  /** Set while it starts again after a reboot: requests wait longer than for a crash. */
  isRestoring = false;
  /** Refused for what it wrote: its own folder is cleaned, too, once it is stopped. */
  hasFilledTheDisk = false;
  readonly traffic = new Traffic();
  readonly log: InstanceLog;
  private exitOfRun: Promise<Exit> | undefined;
  private readonly end = new AbortController();
  private readonly waiters = new Set<() => void>();

  constructor(
    readonly id: string,
    /** The rollout it runs for; a rollback that takes it over puts its own here. */
    public rollout: Rollout,
    readonly startedAt: Date,
    private readonly around: Surroundings,
  ) {
    const owner = { placementId: rollout.placement.id, releaseId: rollout.release.id, instanceId: id };
    this.log = new InstanceLog(logFolderOf(around, rollout, startedAt), around.limits, (folder) =>
      around.output.follow(owner, folder, secretsOf(rollout)),
    );
  }

  static create(rollout: Rollout, around: Surroundings): Instance {
    return new Instance(`ins_${randomBytes(9).toString("hex")}`, rollout, new Date(), around);
  }

  static restore(record: InstanceRecord, around: Surroundings): Instance {
    const instance = new Instance(record.id, record.rollout, new Date(record.startedAt), around);
    instance.restarts = record.restarts;
    instance.readyAt = record.readyAt === undefined ? undefined : new Date(record.readyAt);
    return instance;
  }

  get releaseId(): string {
    return this.rollout.release.id;
  }

  /** Whether it runs that release with that configuration: a process keeps the variables it was started with. */
  isOf({ release, configurationId }: Rollout): boolean {
    return this.releaseId === release.id && this.rollout.configurationId === configurationId;
  }

  get isUp(): boolean {
    return this.state === "ready" || this.state === "unhealthy";
  }

  get isProcessAlive(): boolean {
    return this.group !== undefined && isAlive(this.group);
  }

  /** Aborted when the instance is being stopped for good. */
  get ended(): AbortSignal {
    return this.end.signal;
  }

  /** Settles when the present process ends. */
  get exit(): Promise<Exit> {
    return this.exitOfRun ?? Promise.resolve({ code: undefined, signal: undefined });
  }

  get temporaryFolder(): string {
    return join(this.around.folder, "instances", this.id);
  }

  get workingFolder(): string {
    const { artifact, plan } = this.rollout.release;
    const root = resolve(artifact.path);
    const folder = resolve(root, plan.workingDirectory);
    if (folder !== root && !folder.startsWith(root + sep))
      throw new ReleaseRejected(
        "artifact_missing",
        `The working directory ${plan.workingDirectory} leaves the release.`,
      );
    return folder;
  }

  /** Starts a process. Throws ReleaseRejected when the release's folder is gone. */
  async spawn(): Promise<void> {
    const folder = this.workingFolder;
    const isThere = await stat(folder).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!isThere)
      throw new ReleaseRejected("artifact_missing", `The release's folder ${folder} is not there.`);
    await mkdir(this.temporaryFolder, { recursive: true, mode: 0o700 });
    this.releasePort();
    const port = await reservePort(this.around.limits, this.around.portsInUse);
    this.port = port;
    const output = this.log.openForProcess();
    try {
      const { group, exit } = await launch({
        command: this.command(),
        folder,
        environment: environmentOf(this.rollout, this.temporaryFolder, port),
        marker: this.marker,
        output,
        fileLimitBytes: this.around.limits.diskBytes + SLACK_BYTES,
      });
      this.group = group;
      this.exitOfRun = exit;
      this.run = { startedAt: new Date() };
      this.log.system(`Started process ${group.pid} with PORT=${port}`);
    } finally {
      output.close();
    }
    await this.endIfStopped();
  }

  /** Somebody may have stopped it while its next process was on the way; nobody else knows that one. */
  private async endIfStopped(): Promise<void> {
    if (!this.ended.aborted) return;
    await this.sweep();
    this.releasePort();
    await rm(this.temporaryFolder, { recursive: true, force: true });
    throw new Error("It was stopped while it was being started.");
  }

  /** Takes over the process of an earlier daemon; false when it is gone or is not ours. */
  adopt(running: NonNullable<InstanceRecord["process"]>): boolean {
    const group = { pid: running.pid, identity: running.identity, marker: this.marker };
    const isMarked = !hasProcessTable || startedWith(group.pid, MARKER_VARIABLE) === group.marker;
    // Kept even when its leader is gone: children it left may still have to be found and stopped.
    this.group = group;
    if (!isMarked || !isAlive(group)) return false;
    this.port = running.port;
    this.address = running.address;
    this.around.portsInUse.add(running.port);
    this.run = {
      ...(running.startedAt && { startedAt: new Date(running.startedAt) }),
      ...(running.readyAt && { readyAt: new Date(running.readyAt) }),
    };
    this.exitOfRun = exitOfStranger(group, this.ended);
    return true;
  }

  /** Waits for the readiness probe and marks the instance ready. Throws ReleaseRejected with the cause. */
  async waitUntilReady(signal: AbortSignal): Promise<void> {
    const { plan } = this.rollout.release;
    if (this.group === undefined || this.port === undefined)
      throw new Error("It has no process to wait for.");
    this.address = await waitUntilReady({
      readiness: plan.readiness,
      port: this.port,
      portVariable: plan.serve.kind === "process" ? plan.serve.portVariable : "PORT",
      host: this.host,
      group: this.group,
      limits: this.around.limits,
      signal,
    });
    this.become("ready");
    this.run.readyAt ??= new Date();
    this.readyAt ??= this.run.readyAt;
  }

  get host(): string {
    return `${hostOf(this.rollout.placement)}.localhost:${this.around.gatewayPort}`;
  }

  become(state: RunningInstance["state"], problem?: string): void {
    if (this.state !== state) this.since = new Date();
    this.state = state;
    this.problem = state === "ready" ? undefined : (problem ?? this.problem);
    if (this.isUp) {
      this.isRestoring = false;
      for (const wake of this.waiters) wake();
    }
  }

  /** Resolves when the instance is up, has been stopped, or after `limitMs`. */
  whenUp(limitMs: number): Promise<void> {
    if (this.isUp || this.ended.aborted) return Promise.resolve();
    return new Promise((done) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiters.delete(wake);
        done();
      };
      const timer = setTimeout(wake, limitMs);
      this.waiters.add(wake);
    });
  }

  /** Removes what a crashed process left running, so that the next one starts alone. */
  async sweep(): Promise<void> {
    if (this.group) await stopGroup(this.group, 0);
  }

  /** Stops the process group and removes everything but the log. Safe to call twice. */
  async stop(graceMs: number): Promise<void> {
    this.end.abort();
    this.become("stopped");
    for (const wake of this.waiters) wake();
    if (this.group) {
      const killed = await stopGroup(this.group, graceMs);
      if (killed > 0)
        this.log.system(`${killed} of its processes did not stop within ${graceMs} ms and were killed`);
    }
    this.releasePort();
    // With the processes their connections are gone, and each request has failed, or was repeated, for itself.
    if (this.traffic.open > 0) await delay(CONNECTION_LOSS_MS);
    this.traffic.cancelAll();
    const { temporaryFolder } = this;
    await rm(temporaryFolder, { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) =>
      logger.warn("A temporary folder could not be removed", { temporaryFolder, error }),
    );
    if (this.hasFilledTheDisk) await this.removeAdditions();
    this.log.close();
  }

  toRecord(): InstanceRecord {
    return {
      id: this.id,
      rollout: this.rollout,
      startedAt: this.startedAt.toISOString(),
      ...(this.readyAt && { readyAt: this.readyAt.toISOString() }),
      restarts: this.restarts,
      ...(this.group &&
        this.port !== undefined && {
          process: {
            pid: this.group.pid,
            identity: this.group.identity,
            port: this.port,
            address: this.address,
            startedAt: this.run.startedAt?.toISOString(),
            readyAt: this.run.readyAt?.toISOString(),
          },
        }),
    };
  }

  describe(): RunningInstance {
    return {
      instanceId: this.id,
      directUrl: this.directUrl,
      deploymentId: this.rollout.deploymentId,
      releaseId: this.releaseId,
      configurationId: this.rollout.configurationId,
      state: this.state,
      since: this.since.toISOString(),
      restarts: this.restarts,
      ...(this.problem !== undefined && { problem: this.problem }),
    };
  }

  /** A loopback address: only programs of this machine get there, and they could find the port anyway. */
  get directUrl(): string | undefined {
    if (this.port === undefined) return undefined;
    return `http://${this.address.includes(":") ? `[${this.address}]` : this.address}:${this.port}`;
  }

  get marker(): string {
    return `${this.around.mark}.${this.id}`;
  }

  private async removeAdditions(): Promise<void> {
    const { path } = this.rollout.release.artifact;
    await removeAdditions(path).catch((error: unknown) =>
      logger.warn("What a release wrote into its folder could not be removed", { path, error }),
    );
  }

  private command() {
    const { serve } = this.rollout.release.plan;
    if (serve.kind === "process") return { line: serve.command };
    const [program = process.execPath, ...first] = this.around.staticServer;
    return { program, arguments: [...first, serve.directory, serve.singlePage ? "single-page" : "files"] };
  }

  private releasePort(): void {
    if (this.port !== undefined) this.around.portsInUse.delete(this.port);
    this.port = undefined;
  }
}

/** A log or a cache may end a little over the limit; the watch on disk use speaks before the kernel does. */
const SLACK_BYTES = 64 * 1024 * 1024;
const CONNECTION_LOSS_MS = 50;

/** Folder names sort by time, so that the oldest logs can be dropped first. */
function logFolderOf(around: Surroundings, rollout: Rollout, startedAt: Date): string {
  const name = `${String(startedAt.getTime()).padStart(15, "0")}-${rollout.deploymentId}`;
  return join(around.folder, "logs", rollout.placement.id, name);
}
