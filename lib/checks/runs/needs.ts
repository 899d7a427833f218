import "server-only";
import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { z } from "zod";

import { placements, regions, releases, services } from "@/db/schema";
import { readDependencyGraph } from "@/lib/catalog";
import { depthsFrom, neededBy } from "@/lib/catalog/contract";
import type { Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import type { NeededService, Needs } from "../runner/verdict";

/** The part of a release's plan that says how it shows that it is well. */
const Plan = z.object({
  readiness: z.object({
    probe: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("http"), path: z.string(), expect: z.enum(["any_below_500", "success"]) }),
      z.object({ kind: z.literal("tcp") }),
    ]),
  }),
});

/** Everything that a service needs by the catalog, directly or not, as it runs in an environment now. */
export async function readNeeds(
  ctx: Pick<Context, "actor" | "db">,
  serviceId: string,
  environmentId: string,
): Promise<Needs> {
  const [self] = await ctx.db
    .select({ name: services.name })
    .from(services)
    .where(eq(services.id, serviceId));
  const { name: of } = required(self, "the service whose checks run");
  const { ids, edges } = await readDependencyGraph(ctx);
  const names = [...depthsFrom(neededBy(edges), of).keys()].filter((name) => name !== of);
  const known = names.flatMap((name) => ids.get(name) ?? []);
  const places =
    known.length === 0
      ? []
      : await ctx.db
          .select({ serviceId: placements.serviceId, url: placements.url, plan: releases.plan })
          .from(placements)
          .innerJoin(regions, and(eq(regions.id, placements.regionId), eq(regions.position, 0)))
          .innerJoin(releases, eq(releases.id, placements.releaseId))
          .where(
            and(
              inArray(placements.serviceId, known),
              eq(placements.environmentId, environmentId),
              isNotNull(placements.url),
            ),
          );
  const needed = names.map((name): NeededService => {
    const id = ids.get(name);
    const place = places.find((each) => each.serviceId === id);
    return {
      name,
      isKnown: id !== undefined,
      url: place?.url ?? undefined,
      health: place && healthOf(place.plan),
    };
  });
  return { of, services: needed, edges };
}

/** As the target asks before traffic moves. */
function healthOf(plan: unknown): NeededService["health"] {
  const parsed = Plan.safeParse(plan);
  if (!parsed.success) return { path: "/", below: 500 };
  const { probe } = parsed.data.readiness;
  return probe.kind === "tcp"
    ? undefined
    : { path: probe.path, below: probe.expect === "success" ? 400 : 500 };
}
