import "server-only";
import { and, asc, desc, eq, inArray, lt } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";

import { deployments, environments, releases, releaseSetMembers, releaseSets, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import type { Page } from "@/lib/core/contract";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import type { ListReleaseSets, ReleaseSetRow, ReleaseSetView, SetMemberView } from "../contract";
import { iso, pageOf, releaseColumns, releaseColumnsOf, releaseRef } from "../queries/columns";
import { hasWayBack } from "./plan-set-rollback";

const origins = alias(environments, "origins");
const replaced = alias(releases, "replaced_releases");

/** Release sets, newest first. */
export async function listReleaseSets(
  ctx: Context,
  { cursor, limit }: ListReleaseSets,
): Promise<Page<ReleaseSetRow>> {
  demand(ctx.actor, "read");
  const rows = await readSets(ctx)
    .where(cursor ? lt(releaseSets.id, cursor) : undefined)
    .orderBy(desc(releaseSets.id))
    .limit(limit + 1);
  const members = await readMembers(
    ctx,
    rows.map(({ id }) => id),
  );
  return pageOf(rows, limit, (row) =>
    rowOf(
      row,
      members.filter(({ setId }) => setId === row.id),
    ),
  );
}

/** One set, wave by wave. Throws `not_found`. */
export async function getReleaseSet(ctx: Context, id: string): Promise<ReleaseSetView> {
  demand(ctx.actor, "read");
  const [row] = await readSets(ctx).where(eq(releaseSets.id, id));
  if (!row) throw new DomainError("not_found", `There is no release set "${id}".`);
  const [members, rollbacks, isReversible] = await Promise.all([
    readMembers(ctx, [id]),
    ctx.db
      .select({ id: releaseSets.id })
      .from(releaseSets)
      .where(eq(releaseSets.rollbackOfId, id))
      .orderBy(desc(releaseSets.id)),
    row.kind === "promote" && hasWayBack(ctx, id),
  ]);
  const waves: SetMemberView[][] = [];
  for (const member of members) (waves[member.wave] ??= []).push(memberOf(member, row.finishedAt !== null));
  return {
    ...rowOf(row, members),
    waves: waves.filter(Boolean),
    rollbackOf: row.rollbackOfId,
    rollbacks: rollbacks.map((each) => each.id),
    hasWayBack: isReversible,
  };
}

const readSets = (ctx: Context) =>
  ctx.db
    .select({
      id: releaseSets.id,
      kind: releaseSets.kind,
      from: origins.name,
      to: environments.name,
      status: releaseSets.status,
      trouble: releaseSets.trouble,
      reason: releaseSets.reason,
      requestedByName: releaseSets.requestedByName,
      rollbackOfId: releaseSets.rollbackOfId,
      createdAt: releaseSets.createdAt,
      finishedAt: releaseSets.finishedAt,
    })
    .from(releaseSets)
    .innerJoin(environments, eq(environments.id, releaseSets.environmentId))
    .leftJoin(origins, eq(origins.id, releaseSets.fromEnvironmentId));

type Row = Awaited<ReturnType<typeof readSets>>[number];
type MemberRow = Awaited<ReturnType<typeof readMembers>>[number];

const readMembers = async (ctx: Context, setIds: readonly string[]) =>
  setIds.length === 0
    ? []
    : ctx.db
        .select({
          setId: releaseSetMembers.setId,
          wave: releaseSetMembers.wave,
          status: releaseSetMembers.status,
          trouble: releaseSetMembers.trouble,
          service: { id: services.id, name: services.name },
          release: releaseColumns(),
          replaces: releaseColumnsOf(replaced),
          deployment: { id: deployments.id, status: deployments.status, phase: deployments.phase },
        })
        .from(releaseSetMembers)
        .innerJoin(services, eq(services.id, releaseSetMembers.serviceId))
        .innerJoin(releases, eq(releases.id, releaseSetMembers.releaseId))
        .leftJoin(replaced, eq(replaced.id, releaseSetMembers.expectedReleaseId))
        .leftJoin(deployments, eq(deployments.id, releaseSetMembers.deploymentId))
        .where(and(inArray(releaseSetMembers.setId, [...setIds])))
        .orderBy(asc(releaseSetMembers.wave), asc(services.name));

const rowOf = (
  { rollbackOfId: _none, createdAt, finishedAt, ...row }: Row,
  members: MemberRow[],
): ReleaseSetRow => ({
  ...row,
  createdAt: createdAt.toISOString(),
  finishedAt: iso(finishedAt),
  services: members.map(({ service }) => service.name),
  succeeded: members.filter((member) => statusOf(member, finishedAt !== null) === "succeeded").length,
});

const memberOf = (member: MemberRow, isOver: boolean): SetMemberView => {
  const { service, release, replaces, trouble, deployment } = member;
  return {
    service,
    release: releaseRef(release),
    replaces: replaces && releaseRef(replaces),
    status: statusOf(member, isOver),
    trouble,
    deployment,
  };
};

/** The row of a set that is over is not looked after any more; its deployments tell how they ended. */
function statusOf({ status, deployment }: MemberRow, isOver: boolean): SetMemberView["status"] {
  if (isOver && status === "pending") return "skipped";
  if (status !== "requested" || !deployment) return status;
  if (deployment.status === "succeeded") return "succeeded";
  return ["queued", "waiting", "running"].includes(deployment.status) ? "requested" : "failed";
}
