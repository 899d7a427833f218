import "server-only";
import { and, desc, eq, isNotNull } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";

import { deployments, placements, releases, releaseSetMembers, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import { releaseColumns, releaseRef } from "../queries/columns";
import { judgeRollbacks } from "../queries/migration-verdict";

const current = alias(releases, "current_releases");
const earlier = alias(deployments, "earlier_deployments");

type Place = { serviceId: string; environmentId: string };

async function verdictOf(ctx: Pick<Context, "db">, place: Place, servingId: string, targetId: string) {
  const [judged] = await judgeRollbacks(ctx, place, servingId, [targetId]);
  return required(judged, "the judgement");
}

/**
 * What a set has changed, the last wave first: for each service what served before, with the configuration it served
 * with, or why it cannot be restored. What never came to serve is not in it.
 */
export async function readRollback(ctx: Pick<Context, "db">, setId: string) {
  const rows = await ctx.db
    .select({
      service: { id: services.id, name: services.name },
      environmentId: releaseSetMembers.environmentId,
      wave: releaseSetMembers.wave,
      promotedId: releaseSetMembers.releaseId,
      deploymentId: releaseSetMembers.deploymentId,
      servesDeploymentId: placements.deploymentId,
      servesNumber: current.number,
      release: releaseColumns(),
      configurationVersionId: earlier.configurationVersionId,
    })
    .from(releaseSetMembers)
    .innerJoin(services, eq(services.id, releaseSetMembers.serviceId))
    .innerJoin(
      deployments,
      and(eq(deployments.id, releaseSetMembers.deploymentId), eq(deployments.status, "succeeded")),
    )
    .innerJoin(placements, eq(placements.id, deployments.placementId))
    .leftJoin(current, eq(current.id, placements.releaseId))
    .leftJoin(releases, eq(releases.id, deployments.previousReleaseId))
    .leftJoin(earlier, eq(earlier.id, deployments.previousDeploymentId))
    .where(and(eq(releaseSetMembers.setId, setId), isNotNull(releaseSetMembers.deploymentId)))
    .orderBy(desc(releaseSetMembers.wave), services.name);
  return Promise.all(
    rows.map(async ({ deploymentId, servesDeploymentId, servesNumber, release, environmentId, ...row }) => {
      const found = {
        ...row,
        release: release && releaseRef(release),
        verdict: null,
        takesMigrationsBack: false,
      };
      if (servesDeploymentId !== deploymentId) {
        const now =
          servesNumber === null
            ? "Nothing of it serves there by now."
            : `It was deployed again since: #${servesNumber} serves, which this set did not bring.`;
        return { ...found, whyNot: now };
      }
      if (!release)
        return { ...found, whyNot: "Nothing served there before, so there is nothing to go back to." };
      const place = { serviceId: row.service.id, environmentId };
      const { verdict, reasons } = await verdictOf(ctx, place, row.promotedId, release.id);
      return {
        ...found,
        verdict,
        takesMigrationsBack: verdict === "safe_with_down",
        whyNot:
          verdict === "unsafe"
            ? `#${release.number} may not work with its database as it is now. ${reasons.join(" ")} Roll it back by itself if you accept that.`
            : null,
      };
    }),
  );
}
