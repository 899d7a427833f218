import "server-only";
import { and, desc, eq, inArray, or, sql } from "drizzle-orm";
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

const first = alias(deployments, "first_tries");
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

/** Why what serves in the place is not what the set brought there. Whoever deployed the same once more changed nothing. */
function whyElsewhere({ promotedId, servesId, servesNumber }: Brought): string | null {
  if (servesId === promotedId) return null;
  return servesNumber === null
    ? "Nothing of it serves there by now."
    : `It was deployed again since: #${servesNumber} serves, which this set did not bring.`;
}

const whyGone = async ({ id, number }: ReleaseRef): Promise<string | null> =>
  (await verifyRelease(env().SLIPWAY_HOME, id))
    ? null
    : `The files of #${number} are gone from this machine. Build its commit again.`;

/**
 * Deployments of members whose release came to serve: also without a success, when nobody could tell, and also when they
 * were another try of what served since the try before.
 */
export const cameToServe = or(
  eq(deployments.status, "succeeded"),
  inArray(deployments.outcome, ["live", "replaced"]),
  eq(deployments.previousReleaseId, deployments.releaseId),
);

/** Another try replaces the same release. What served before is what the first of them replaced. */
const firstTry = sql`(
  with recursive tries as (
    select d.id, d.release_id, d.previous_release_id, d.previous_deployment_id
    from ${deployments} d where d.id = ${releaseSetMembers.deploymentId}
    union
    select d.id, d.release_id, d.previous_release_id, d.previous_deployment_id
    from tries t join ${deployments} d on d.id = t.previous_deployment_id
    where t.previous_release_id = t.release_id
  )
  select id from tries where previous_release_id is distinct from release_id
)`;

/** Members of a set that came to serve, the last wave first, with what their deployments replaced. */
const readBrought = ({ db }: Reader, setId: string) =>
  db
    .select({
      service: { id: services.id, name: services.name },
      environmentId: releaseSetMembers.environmentId,
      wave: releaseSetMembers.wave,
      promotedId: releaseSetMembers.releaseId,
      servesId: placements.releaseId,
      servesNumber: placements.releaseNumber,
      release: releaseColumns(),
      configurationVersionId: earlier.configurationVersionId,
    })
    .from(releaseSetMembers)
    .innerJoin(services, eq(services.id, releaseSetMembers.serviceId))
    .innerJoin(deployments, and(eq(deployments.id, releaseSetMembers.deploymentId), cameToServe))
    .innerJoin(placements, eq(placements.id, deployments.placementId))
    .leftJoin(first, eq(first.id, firstTry))
    .leftJoin(releases, eq(releases.id, first.previousReleaseId))
    .leftJoin(earlier, eq(earlier.id, first.previousDeploymentId))
    .where(eq(releaseSetMembers.setId, setId))
    .orderBy(desc(releaseSetMembers.wave), services.name);
