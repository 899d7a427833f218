import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { and, eq, isNull, sql } from "drizzle-orm";

import type { DeploymentStatus, Role } from "@/db/enums";
import {
  configurationVersions,
  deployments,
  placements,
  releaseSetMembers,
  releaseSets,
  services,
  users,
} from "@/db/schema";
import type { TestDatabase } from "@/db/testing";
import { setDependencies } from "@/lib/catalog";
import { contextOf, type Context, type JobActor, type UserActor } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import { releasePaths } from "../build/paths";
import { deployRelease } from "../commands/deploy-release";
import { as, asJob, aService } from "../testing";
import { advanceSet } from "./advance-set";
import { startReleaseSet } from "./start-release-set";

export type Service = Awaited<ReturnType<typeof aService>>;

export async function aPerson(test: TestDatabase, role: Role): Promise<Context<UserActor>> {
  const [row] = await test.db
    .insert(users)
    .values({ name: `Ada the ${role}`, email: `${role}@example.test`, role })
    .returning({ id: users.id });
  const { id } = required(row, "a person");
  return contextOf({ type: "user", id, name: `Ada the ${role}`, role }, test.db);
}

export const releaseOf = (service: Service, number: number) =>
  required(service.releaseIds[number - 1], `release ${number}`);

/** A deployment by hand, to its end. */
export async function bring(test: TestDatabase, service: Service, number: number, environment: string) {
  const { id } = await deployRelease(as(test, "administrator"), {
    serviceId: service.id,
    releaseId: releaseOf(service, number),
    environment,
    reason: "",
  });
  await end(test, id);
}

/** As the engine ends a deployment, without the target. What errored may serve all the same: nobody could tell. */
export async function end(
  test: TestDatabase,
  id: string,
  status: DeploymentStatus = "succeeded",
  serves = status === "succeeded",
) {
  const failure = status === "succeeded" ? null : { code: "exited", message: "It exited with code 1." };
  const [row] = await test.db
    .update(deployments)
    .set({ status, failure, outcome: serves ? "live" : null, finishedAt: sql`now()` })
    .where(and(eq(deployments.id, id), isNull(deployments.finishedAt)))
    .returning();
  const { placementId, releaseId } = required(row, "a deployment under way");
  if (serves)
    await test.db
      .update(placements)
      .set({ releaseId, deploymentId: id })
      .where(eq(placements.id, placementId));
}

/** Release 1 of a service ran in production with a configuration that is not the newest any more. Its version. */
export async function configuredWith(test: TestDatabase, service: Service): Promise<string> {
  const [first] = await test.db
    .select()
    .from(deployments)
    .where(eq(deployments.releaseId, releaseOf(service, 1)));
  const { id, environmentId } = required(first, "its first deployment");
  const version = (number: number) =>
    ({
      serviceId: service.id,
      environmentId,
      number,
      origin: "set",
      digest: "",
      createdBy: "",
      createdByName: "",
    }) as const;
  const [row] = await test.db
    .insert(configurationVersions)
    .values([version(1), version(2)])
    .returning();
  const configurationVersionId = required(row, "a version").id;
  await test.db.update(deployments).set({ configurationVersionId }).where(eq(deployments.id, id));
  return configurationVersionId;
}

/** Only what is on disk can be gone back to. */
export async function onDisk(home: string, releaseId: string): Promise<void> {
  const { folder, marker } = releasePaths(home, releaseId);
  await mkdir(folder, { recursive: true });
  await mkdir(dirname(marker), { recursive: true });
  await writeFile(marker, "{}");
}

/** Shop needs tides, tides needs buoys; release 1 serves in production, release 2 in staging. */
export async function aFleet(test: TestDatabase, suffix: number) {
  const [shop, tides, buoys] = [
    await aService(test, `shop-${suffix}`, 3),
    await aService(test, `tides-${suffix}`, 3),
    await aService(test, `buoys-${suffix}`, 3),
  ];
  const developer = as(test, "developer");
  await setDependencies(developer, { id: shop.id, dependsOn: [tides.name] });
  await setDependencies(developer, { id: tides.id, dependsOn: [buoys.name] });
  for (const service of [shop, tides, buoys]) {
    // oxlint-disable-next-line no-await-in-loop -- in order
    await bring(test, service, 1, "production");
    // oxlint-disable-next-line no-await-in-loop
    await bring(test, service, 2, "staging");
  }
  return { shop, tides, buoys };
}

/** What tests do with sets, and look at. Members go by their name without its number. */
export const setsIn = (test: TestDatabase, ada: Context) => ({
  start: (members: readonly Service[], ctx: Context = ada) =>
    startReleaseSet(ctx, {
      from: "staging",
      to: "production",
      services: members.map(({ name }) => ({ service: name })),
      reason: "the spring menu",
    }),
  advance: (id: string, ctx: Context<JobActor> = asJob(test)) => advanceSet(ctx, id),
  row: async (id: string) =>
    required((await test.db.select().from(releaseSets).where(eq(releaseSets.id, id)))[0], "the set"),
  members: (id: string) => membersOf(test, id),
  standings: async (id: string) =>
    (await membersOf(test, id)).map(({ name, status }) => `${name} ${status}`).join(", "),
  deploymentOf: (id: string, name: string) => deploymentOf(test, id, name),
  /** Ends the member's deployment and lets the set see it. */
  endMember: async (id: string, name: string, status?: DeploymentStatus, serves?: boolean) => {
    await end(test, await deploymentOf(test, id, name), status, serves);
    await advanceSet(asJob(test), id);
  },
  /** The number of the release that serves in production. */
  serves: async ({ id }: Service) => {
    const [row] = await test.db
      .select({ number: placements.releaseNumber })
      .from(placements)
      .where(
        and(
          eq(placements.serviceId, id),
          sql`${placements.environmentId} = (select id from environments where name = 'production')`,
        ),
      );
    return row?.number;
  },
});

async function membersOf(test: TestDatabase, id: string) {
  const rows = await test.db
    .select({
      name: services.name,
      wave: releaseSetMembers.wave,
      status: releaseSetMembers.status,
      deploymentId: releaseSetMembers.deploymentId,
    })
    .from(releaseSetMembers)
    .innerJoin(services, eq(services.id, releaseSetMembers.serviceId))
    .where(eq(releaseSetMembers.setId, id))
    .orderBy(releaseSetMembers.wave);
  return rows.map(({ name, ...row }) => ({ ...row, name: name.split("-")[0] ?? "" }));
}

async function deploymentOf(test: TestDatabase, id: string, name: string): Promise<string> {
  const found = (await membersOf(test, id)).find((member) => member.name === name);
  return required(found?.deploymentId, `a deployment of ${name}`);
}
