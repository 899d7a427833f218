import { createServer, type Server } from "node:http";

import { eq, sql } from "drizzle-orm";

import { ROLES, type Role } from "@/db/enums";
import { deployments, placements, releases, services, users } from "@/db/schema";
import type { TestDatabase } from "@/db/testing";
import { contextOf, type UserActor } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import type { Observation, RejectionCode, Report, Rollout, Target } from "./targets/target";
import { Fenced, ReleaseRejected } from "./targets/target";

export const as = (test: TestDatabase, role: Role) => {
  const actor: UserActor = { type: "user", id: `usr_${role}`, name: `Ada the ${role}`, role };
  return contextOf(actor, test.db);
};

export const asJob = (test: TestDatabase) => contextOf({ type: "job", name: "delivery" }, test.db);

/** A service with `count` releases that are ready to deploy. */
export async function aService(test: TestDatabase, name: string, count = 2) {
  // What is asked for goes out while whoever asked may still deploy, so they have to exist.
  await test.db
    .insert(users)
    .values(ROLES.map((role) => ({ id: `usr_${role}`, email: `${role}@example.com`, name: role, role })))
    .onConflictDoNothing();
  const [service] = await test.db.insert(services).values({ name, repositoryUrl: "/nowhere" }).returning();
  const { id } = required(service, "a service");
  const rows = await test.db
    .insert(releases)
    .values(
      Array.from({ length: count }, (_, index) => ({
        serviceId: id,
        number: index + 1,
        ref: "main",
        status: "ready" as const,
        digest: `sha256:${index}`,
        artifact: { kind: "directory", path: "/nowhere" },
        plan: {
          serve: { kind: "process", command: "node server.mjs", portVariable: "PORT" },
          workingDirectory: ".",
          readiness: { probe: { kind: "tcp" }, intervalMs: 10, timeoutMs: 10, deadlineMs: 10 },
        },
        requestedBy: "user:usr_ada",
        requestedByName: "Ada",
        finishedAt: new Date(),
      })),
    )
    .returning({ id: releases.id });
  return { id, name, releaseIds: rows.map((row) => row.id) };
}

/** Says that release `number` of a service serves in an environment, without a deployment that brought it there. */
export async function serve(
  test: TestDatabase,
  service: { id: string; releaseIds: string[] },
  environment: string,
  number: number,
  more: Partial<typeof placements.$inferInsert> = {},
) {
  const inEnvironment = sql`(select id from environments where name = ${environment})`;
  await test.db.insert(placements).values({
    serviceId: service.id,
    environmentId: inEnvironment,
    regionId: sql`(select id from regions where environment_id = ${inEnvironment} and position = 0)`,
    releaseId: required(service.releaseIds[number - 1], `release ${number}`),
    ...more,
  });
}

export async function deploymentRow(test: TestDatabase, id: string) {
  const [row] = await test.db.select().from(deployments).where(eq(deployments.id, id));
  return required(row, "the deployment");
}

/** A promise that the test resolves itself (Node 20 has no Promise.withResolvers). */
export function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

type Step = "ping" | "start" | "switch" | "watch" | "abandon" | "runCommand" | "ranCommand" | "remove";

/** The far side of the port, in memory, with a public route of its own that answers for what serves. */
export class FakeTarget implements Target, AsyncDisposable {
  readonly calls: string[] = [];
  /** What its instances were asked, and by which way. */
  readonly asked: string[] = [];
  /** How what it runs answers a path. */
  statusOf: (path: string, way: "instance" | "public") => number = () => 200;
  readonly #before = new Map<Step, (signal?: AbortSignal) => Promise<void> | void>();
  readonly #running = new Map<string, Pick<Rollout, "release" | "configurationId">>();
  /** The variables of the process that a deployment started, or took up warm. */
  readonly variablesOf = new Map<string, Record<string, string>>();
  /** What the next release prints while it starts. */
  prints: string[] = [];
  #serving: { deploymentId: string; releaseId: string; configurationId?: string | undefined } | undefined;
  #fence = 0;
  private constructor(
    readonly publicRoute: Server,
    /** The way to an instance past the route. */
    readonly instance: Server,
  ) {}

  static async listen(): Promise<FakeTarget> {
    const target = new FakeTarget(createServer(), createServer());
    for (const [way, server] of [
      ["public", target.publicRoute],
      ["instance", target.instance],
    ] as const) {
      server.on("request", ({ url = "/" }, response) => {
        target.asked.push(`${way} ${url}`);
        if (target.#serving) response.setHeader("x-slipway-release", target.#serving.releaseId);
        response.statusCode = target.statusOf(url, way);
        response.end("ok");
      });
      // oxlint-disable-next-line no-await-in-loop -- two of them
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    }
    return target;
  }

  async [Symbol.asyncDispose]() {
    for (const server of [this.publicRoute, this.instance]) {
      server.closeAllConnections();
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** Runs once, before the next call of that step does anything. */
  once(step: Step, act: (signal?: AbortSignal) => Promise<void> | void) {
    this.#before.set(step, act);
  }

  /** The next start is refused as a bad release would be. */
  rejectNext(code: RejectionCode, message: string, step: Step = "start") {
    this.once(step, () => {
      throw new ReleaseRejected(code, message, ["last words"]);
    });
  }

  /** The placement that `observe()` speaks of when it is asked for all. */
  knownAs: string | undefined;

  /** What serves dies, and nothing takes its place. */
  goDark() {
    this.#serving = undefined;
    this.#running.clear();
  }

  get serving() {
    return this.#serving?.releaseId;
  }

  get running() {
    return [...this.#running.values()].map(({ release }) => release.id);
  }

  async #step(step: Step, fence?: number, signal?: AbortSignal) {
    this.calls.push(step);
    const act = this.#before.get(step);
    this.#before.delete(step);
    await act?.(signal);
    signal?.throwIfAborted();
    if (fence === undefined) return;
    if (fence < this.#fence) throw new Fenced("An executor with a newer lease was here.");
    this.#fence = fence;
  }

  async ping(signal: AbortSignal) {
    await this.#step("ping", undefined, signal);
    return { ok: true, message: "It answers.", version: "1" };
  }

  async start(rollout: Rollout, report: Report, signal: AbortSignal) {
    const now = new Date().toISOString();
    for (const text of this.prints.splice(0)) report({ stream: "stdout", text, at: now });
    await this.#step("start", rollout.fence, signal);
    const reusedWarm =
      rollout.reuseWarm &&
      [...this.#running.values()].some(
        ({ release, configurationId }) =>
          release.id === rollout.release.id && configurationId === rollout.configurationId,
      );
    this.#running.set(rollout.deploymentId, rollout);
    this.variablesOf.set(rollout.deploymentId, rollout.environmentVariables);
    const [url, directUrl] = [urlOf(this.publicRoute), urlOf(this.instance)];
    return { url, directUrl, reusedWarm, startedAt: now, readyAt: now };
  }

  async switchTraffic({ fence, deploymentId, release, configurationId }: Rollout) {
    await this.#step("switch", fence);
    this.#serving = { deploymentId, releaseId: release.id, configurationId };
  }

  async watch(rollout: Rollout, _report: unknown, signal: AbortSignal) {
    await this.#step("watch", rollout.fence, signal);
  }

  async abandon({ deploymentId, fence }: Pick<Rollout, "deploymentId" | "fence">) {
    await this.#step("abandon", fence);
    if (this.#serving?.deploymentId !== deploymentId) this.#running.delete(deploymentId);
  }

  /** The database of the service: what its commands do to it. */
  onCommand: (command: string, rollout: Rollout, say: (text: string) => void) => void = () => {};

  async runCommand(rollout: Rollout, command: string, report: Report, signal: AbortSignal) {
    await this.#step("runCommand", rollout.fence, signal);
    this.onCommand(command, rollout, (text) =>
      report({ stream: "stdout", text, at: new Date().toISOString() }),
    );
    await this.#step("ranCommand", rollout.fence, signal);
  }

  async remove(_placementId: string, fence: number) {
    await this.#step("remove", fence);
    this.#serving = undefined;
    this.#running.clear();
  }

  async observe(placementId = this.knownAs ?? ""): Promise<Observation[]> {
    const serving = this.#serving && {
      ...this.#serving,
      state: "ready" as const,
      since: new Date().toISOString(),
      restarts: 0,
    };
    return [
      {
        placementId,
        url: "http://127.0.0.1",
        highestFence: this.#fence,
        warm: [],
        starting: [],
        draining: [],
        ...(serving && { serving }),
      },
    ];
  }
}

function urlOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}
