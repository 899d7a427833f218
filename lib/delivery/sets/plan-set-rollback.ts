import "server-only";
import { and, desc, eq, isNotNull } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";

import { deployments, placements, releases, releaseSetMembers, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";
import { env } from "@/lib/env";

import { verifyRelease } from "../build";
import type { PlannedReturn, ReleaseRef } from "../contract";
import { releaseColumns, releaseRef } from "../queries/columns";
import { judgeRollbacks } from "../queries/migration-verdict";
import { findSet } from "./find-set";

const current = alias(releases, "current_releases");
const earlier = alias(deployments, "earlier_deployments");

type Reader = Pick<Context, "db">;
type Brought = Awaited<ReturnType<typeof readBrought>>[number];

/** What rolling a set back would restore, the last wave first, and what stays and why. Throws `not_found`. */
export async function planSetRollback(ctx: Context, id: string): Promise<PlannedReturn[]> {
  demand(ctx.actor, "read");
  const { kind } = await findSet(ctx, id);
  if (kind !== "promote") return [];
  const members = await readRollback(ctx, id);
  return members.map(({ service, release, whyNot, takesMigrationsBack }) => ({
    service,
    release,
    whyNot,
    takesMigrationsBack,
  }));
}

/** Whether anything of a set might be taken back: its databases and the files of releases are not asked. */
export async function hasWayBack(ctx: Reader, setId: string): Promise<boolean> {
  return (await readBrought(ctx, setId)).some((brought) => brought.release && whyElsewhere(brought) === null);
}

/**
 * What a set has changed, the last wave first: for each service what served before, with the configuration it served
 * with, or why it cannot be restored. What never came to serve is not in it.
 */
export async function readRollback(ctx: Reader, setId: string) {
  return Promise.all((await readBrought(ctx, setId)).map((brought) => judge(ctx, brought)));
}

/** The database of each place is read, and the files of the release are looked for. */
async function judge(ctx: Reader, brought: Brought) {
  const { service, environmentId, wave, promotedId, configurationVersionId } = brought;
  const release = brought.release && releaseRef(brought.release);
  const member = { service, environmentId, wave, promotedId, configurationVersionId, release };
  const stays = (whyNot: string) => ({ ...member, verdict: null, takesMigrationsBack: false, whyNot });
  const elsewhere = whyElsewhere(brought);
  if (elsewhere !== null) return stays(elsewhere);
  if (!release) return stays("Nothing served there before, so there is nothing to go back to.");
  const [judged] = await judgeRollbacks(ctx, { serviceId: service.id, environmentId }, promotedId, [
    release.id,
  ]);
  const { verdict, reasons } = required(judged, "the judgement");
  const unsafe = `#${release.number} may not work with its database as it is now. ${reasons.join(" ")} Roll it back by itself if you accept that.`;
  return {
    ...member,
    verdict,
    takesMigrationsBack: verdict === "safe_with_down",
    whyNot: verdict === "unsafe" ? unsafe : await whyGone(release),
  };
}

/** Why what serves in the place is not what the set brought there. */
function whyElsewhere({ deploymentId, servesDeploymentId, servesNumber }: Brought): string | null {
  if (servesDeploymentId === deploymentId) return null;
  return servesNumber === null
    ? "Nothing of it serves there by now."
    : `It was deployed again since: #${servesNumber} serves, which this set did not bring.`;
}

const whyGone = async ({ id, number }: ReleaseRef): Promise<string | null> =>
  (await verifyRelease(env().SLIPWAY_HOME, id))
    ? null
    : `The files of #${number} are gone from this machine. Build its commit again.`;

/** Members of a set that came to serve, the last wave first, with what their deployments replaced. */
const readBrought = ({ db }: Reader, setId: string) =>
  db
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
