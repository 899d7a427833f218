import { eq, sql } from "drizzle-orm";

import { newId } from "@/db/columns";
import { deployments, placements, releases } from "@/db/schema";
import type { TestDatabase } from "@/db/testing";

import { deliverCommits } from "../engine/deliver-commits";
import { aService, serve } from "../testing";

type Service = Awaited<ReturnType<typeof aService>>;
export type Happened = Partial<typeof deployments.$inferInsert> & {
  number: number;
  before?: number;
  environment?: string;
};

/** Writes a past into the rows, with the commits that the engine writes down where traffic moves. */
export function aHistory(test: TestDatabase) {
  /** A service with a place in production and in dev, where nothing has happened yet. */
  async function aPlacedService(name: string, count = 6) {
    const service = await aService(test, name, count);
    for (const environment of ["dev", "production"]) await serve(test, service, environment, 1);
    return service;
  }

  /** One deployment of the past: release `number` took over from release `before`. */
  async function happened(
    service: Service,
    { number, before, environment = "production", ...more }: Happened,
  ) {
    const inEnvironment = sql`(select id from environments where name = ${environment})`;
    const [place] = await test.db
      .select()
      .from(placements)
      .where(sql`${placements.serviceId} = ${service.id} and ${placements.environmentId} = ${inEnvironment}`);
    if (!place) throw new Error("There is no place.");
    const status = more.status ?? "succeeded";
    const [row] = await test.db
      .insert(deployments)
      .values({
        // As old as what it tells of: lists read a range of instants as a range of ids.
        id: newId("dep", more.switchedAt?.getTime()),
        serviceId: service.id,
        environmentId: place.environmentId,
        regionId: place.regionId,
        placementId: place.id,
        releaseId: service.releaseIds[number - 1] ?? "",
        previousReleaseId: before ? (service.releaseIds[before - 1] ?? null) : null,
        kind: "deploy",
        status,
        outcome: status === "succeeded" ? "replaced" : null,
        requestedBy: "user:usr_ada",
        requestedByName: "Ada",
        finishedAt: more.switchedAt ?? new Date(),
        ...more,
      })
      .returning({ id: deployments.id });
    if (!row) throw new Error("It was not written.");
    await test.db.transaction((tx) => deliverCommits(tx, row.id));
    return row.id;
  }

  /** What a release lists: commits by name, authored when. */
  async function brings(service: Service, number: number, commits: Record<string, string>) {
    await test.db
      .update(releases)
      .set({
        finishedAt: new Date("2026-11-01T00:00:00Z"),
        changelog: Object.entries(commits).map(([sha, authoredAt]) => ({
          sha,
          authoredAt,
          subject: sha,
          authorName: "Ada",
        })),
      })
      .where(eq(releases.id, service.releaseIds[number - 1] ?? ""));
  }
  return { aPlacedService, happened, brings };
}
