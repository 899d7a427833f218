import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import {
  asyncModelRun,
  asyncProperty,
  assert,
  commands,
  constant,
  constantFrom,
  nat,
  type AsyncCommand,
} from "fast-check";
import { afterAll, expect, it } from "vitest";

import { deployments, holds, placements, releases } from "@/db/schema";
import { DomainError } from "@/lib/core/errors";
import { endFreeze, liftQuarantine, placeHold, quarantineRelease, releaseHold } from "@/lib/gates";

import { cancelDeployment } from "../commands/cancel-deployment";
import { rollBack } from "../commands/roll-back";
import { openInstallation } from "./testing";
import { watchOutages } from "./watch-outages";

const installation = await openInstallation();
afterAll(() => installation[Symbol.asyncDispose]());
const { test, ctx, developer, operator } = installation;

/** How many histories are tried; raise it to look harder. */
const RUNS = Number(process.env.SLIPWAY_TEST_HISTORIES ?? 6);
const RELEASES = 4;

type Service = Awaited<ReturnType<typeof installation.service>>;
type Row = {
  id: string;
  status: string;
  kind: string;
  releaseId: string;
  by: string;
  attempts: number;
  outcome: string | null;
};

/** What the model knows without asking: everything else is compared with the rows and the target. */
type Model = { freezeId: string | undefined; quarantined: Set<number> };
type Real = { service: Service; begun: Set<string>; asked: Set<string> };

/** A wish that is refused in words is one of the answers. */
async function orRefused(wish: Promise<unknown>) {
  try {
    await wish;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}

const rowsOf = (serviceId: string): Promise<Row[]> =>
  test.db
    .select({
      id: deployments.id,
      status: deployments.status,
      kind: deployments.kind,
      releaseId: deployments.releaseId,
      by: deployments.requestedBy,
      attempts: deployments.attempts,
      outcome: deployments.outcome,
    })
    .from(deployments)
    .where(eq(deployments.serviceId, serviceId))
    .orderBy(deployments.id);

/** Carries out what is in the queue, as workers would, and what a dead one left behind. */
async function work(service: Service) {
  for (let round = 0; round < 6; round += 1) {
    const queued = (await rowsOf(service.id)).filter(
      ({ status }) => status === "queued" || status === "running",
    );
    if (queued.length === 0) return;
    for (const { id } of queued) await service.run(id);
  }
}

class Step implements AsyncCommand<Model, Real> {
  constructor(
    readonly name: string,
    readonly act: (model: Model, real: Real) => Promise<void>,
    readonly check: AsyncCommand<Model, Real>["check"] = () => true,
  ) {}
  toString = () => this.name;
  async run(model: Model, real: Real) {
    await this.act(model, real);
    await holdsTrue(model, real);
  }
}

async function holdsTrue(model: Model, real: Real) {
  const { service } = real;
  const rows = await rowsOf(service.id);
  const [place] = await test.db.select().from(placements).where(eq(placements.serviceId, service.id));
  const live = rows.filter(({ outcome }) => outcome === "live");
  expect(live.length).toBeLessThanOrEqual(1);
  if (!rows.some(({ status }) => status === "running")) {
    expect(service.target.serving ?? null).toBe(place?.releaseId ?? null);
    if (live[0]) expect(place?.deploymentId).toBe(live[0].id);
  }
  const [hold] = await test.db
    .select({ until: holds.untilReleaseNumber })
    .from(holds)
    .where(and(eq(holds.serviceId, service.id), isNull(holds.endedAt)));
  for (const row of rows) {
    const number = service.releaseIds.indexOf(row.releaseId) + 1;
    const hasBegunNow = row.attempts > 0 && !real.begun.has(row.id);
    const wasAskedNow = !real.asked.has(row.id);
    if (hasBegunNow && row.kind !== "rollback") expect(model.freezeId).toBeUndefined();
    if (hasBegunNow || (wasAskedNow && row.status !== "canceled")) {
      expect(model.quarantined.has(number)).toBe(false);
    }
    if (wasAskedNow && row.by === "job:automation" && hold) expect(number).toBeGreaterThan(hold.until);
    if (row.attempts > 0) real.begun.add(row.id);
    real.asked.add(row.id);
  }
}

const anyRelease = nat({ max: RELEASES - 1 });
const steps = [
  anyRelease.map(
    (index) => new Step(`deploy #${index + 1}`, (_, { service }) => orRefused(service.request(index, "dev"))),
  ),
  constant(
    new Step("roll back", (_, { service }) =>
      orRefused(rollBack(developer, { serviceId: service.id, environment: "dev", reason: "it is bad" })),
    ),
  ),
  constant(
    new Step("cancel", async (_, { service }) => {
      const open = (await rowsOf(service.id)).findLast(({ status }) =>
        ["queued", "waiting", "running"].includes(status),
      );
      if (open) await orRefused(cancelDeployment(developer, { id: open.id, reason: "" }));
    }),
  ),
  constant(
    new Step(
      "freeze",
      async (model, { service }) => {
        model.freezeId = (await service.freeze()).id;
      },
      ({ freezeId }) => freezeId === undefined,
    ),
  ),
  constant(
    new Step(
      "thaw",
      async (model) => {
        await endFreeze(operator, { id: model.freezeId ?? "" });
        model.freezeId = undefined;
      },
      ({ freezeId }) => freezeId !== undefined,
    ),
  ),
  anyRelease.map(
    (index) =>
      new Step(`quarantine #${index + 1}`, async (model, { service }) => {
        await quarantineRelease(developer, { releaseId: service.release(index), reason: "loses orders" });
        model.quarantined.add(index + 1);
      }),
  ),
  anyRelease.map(
    (index) =>
      new Step(`lift #${index + 1}`, async (model, { service }) => {
        await orRefused(liftQuarantine(operator, { releaseId: service.release(index), reason: "fixed" }));
        model.quarantined.delete(index + 1);
      }),
  ),
  constant(
    new Step("hold", async (_, { service }) => {
      await placeHold(developer, { serviceId: service.id, environment: "dev", reason: "a talk" });
    }),
  ),
  constant(
    new Step("release the hold", (_, { service }) =>
      orRefused(releaseHold(developer, { serviceId: service.id, environment: "dev", reason: "" })),
    ),
  ),
  // Twice: what automation does is what the others have to survive.
  ...[1, 2].map(() => constant(new Step("look", (_, { service }) => service.look()))),
  constant(
    new Step("work", async (_, { service }) => {
      await work(service);
      await watchOutages(ctx);
    }),
  ),
  constantFrom("start", "switch", "watch", "abandon" as const).map(
    (step) =>
      // The executor is taken for dead in the middle of a step, goes on all the same, and another one takes over.
      new Step(`lose the lease in ${step}`, async (_, { service }) => {
        service.target.once(step, async () => {
          await test.db
            .update(deployments)
            .set({ leaseOwner: "dead and gone", leaseExpiresAt: sql`now() - interval '1 second'` })
            .where(and(eq(deployments.serviceId, service.id), eq(deployments.status, "running")));
        });
        await work(service);
      }),
  ),
  constantFrom("start", "watch" as const).map(
    (step) =>
      new Step(`fail in ${step}`, async (_, { service }) => {
        service.target.rejectNext("exited", "It does not stay up.", step);
        await work(service);
      }),
  ),
];

it("whatever people, automation and crashes do in whatever order, the rules hold and everything comes to an end", async () => {
  let count = 0;
  await assert(
    asyncProperty(commands(steps, { maxCommands: 14, size: "max" }), async (history) => {
      const service = await installation.service(`history-${(count += 1)}`);
      try {
        await service.pipeline(
          "stages:\n  - environment: dev\n    promotion: automatic\n  - environment: staging",
        );
        const model: Model = { freezeId: undefined, quarantined: new Set() };
        const real: Real = { service, begun: new Set(), asked: new Set() };
        await asyncModelRun(() => ({ model, real }), history);
        if (model.freezeId) await endFreeze(operator, { id: model.freezeId });
        for (let round = 0; round < 3; round += 1) {
          await service.look();
          await work(service);
        }
        const open = await test.db.$count(
          deployments,
          and(
            eq(deployments.serviceId, service.id),
            inArray(deployments.status, ["queued", "waiting", "running"]),
          ),
        );
        expect(open).toBe(0);
        expect(await test.db.$count(releases, eq(releases.serviceId, service.id))).toBe(RELEASES);
      } finally {
        await service.target[Symbol.asyncDispose]();
      }
    }),
    { numRuns: RUNS, endOnFailure: process.env.CI === "true" },
  );
}, 120_000);
