import "server-only";
import { eq, inArray } from "drizzle-orm";

import type { NotificationKind } from "@/db/enums";
import { deployments, environments, placements, releases, services, tokens, type events } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { kindOf } from "../contract";

export type EventRow = typeof events.$inferSelect;
type Named = { id: string; name: string };
type Reader = Pick<Context, "db">;

/** What an event is about, in names, and whom it concerns. */
export type Facts = {
  kind: NotificationKind;
  service: Named | null;
  environment: Named | null;
  release: Named | null;
  deployment: DeploymentFacts | undefined;
  actor: string | null;
  reason: string | null;
  /** People whom it concerns more than others: those who asked for it, or who are asked. */
  concerned: string[];
};
type DeploymentFacts = NonNullable<Awaited<ReturnType<typeof readDeployment>>>;

export async function factsOf(ctx: Reader, event: EventRow): Promise<Facts> {
  const kind = kindOf(event.type);
  const deployment = await readDeployment(ctx, deploymentIdOf(event));
  const release = await readRelease(ctx, event.releaseId ?? deployment?.releaseId);
  return {
    kind,
    service: await nameIn(ctx, services, event.serviceId ?? deployment?.serviceId ?? release?.serviceId),
    environment: await nameIn(ctx, environments, event.environmentId ?? deployment?.environmentId),
    release: release ? { id: release.id, name: `#${release.number}` } : null,
    deployment,
    actor: event.actorName ?? deployment?.requestedByName ?? release?.requestedByName ?? null,
    reason: textIn(event.detail, "reason") ?? deployment?.reason.trim() ?? null,
    concerned: await peopleOf(ctx, keysConcerned(event, kind, deployment?.requestedBy, release?.requestedBy)),
  };
}

function deploymentIdOf({ subject, detail }: EventRow): string | undefined {
  return subject.startsWith("dep_") ? subject : textIn(detail, "deploymentId");
}

async function readDeployment(ctx: Reader, id: string | undefined) {
  if (!id) return undefined;
  const [row] = await ctx.db
    .select({
      id: deployments.id,
      kind: deployments.kind,
      serviceId: deployments.serviceId,
      environmentId: deployments.environmentId,
      releaseId: deployments.releaseId,
      previousReleaseId: deployments.previousReleaseId,
      reason: deployments.reason,
      requestedBy: deployments.requestedBy,
      requestedByName: deployments.requestedByName,
      servingId: placements.deploymentId,
    })
    .from(deployments)
    .innerJoin(placements, eq(placements.id, deployments.placementId))
    .where(eq(deployments.id, id));
  return row;
}

async function readRelease(ctx: Reader, id: string | null | undefined) {
  if (!id) return undefined;
  const [row] = await ctx.db
    .select({
      id: releases.id,
      number: releases.number,
      serviceId: releases.serviceId,
      requestedBy: releases.requestedBy,
      requestedByName: releases.requestedByName,
    })
    .from(releases)
    .where(eq(releases.id, id));
  return row;
}

async function nameIn(
  ctx: Reader,
  table: typeof services | typeof environments,
  id: string | null | undefined,
): Promise<Named | null> {
  if (!id) return null;
  const [row] = await ctx.db.select({ id: table.id, name: table.name }).from(table).where(eq(table.id, id));
  return row ?? null;
}

/** Actors (`user:usr_…`) whom an event concerns: whoever is named in it, else whoever asked for what it is about. */
function keysConcerned(
  { detail }: EventRow,
  kind: NotificationKind,
  deployedBy: string | undefined,
  builtBy: string | undefined,
): string[] {
  if (kind === "approval_requested") return listIn(detail, "askedOf").map((id) => `user:${id}`);
  if (kind === "channel_failed") return [`user:${textIn(detail, "ownerUserId") ?? ""}`];
  const asked = deployedBy ?? builtBy;
  return asked ? [asked] : [];
}

/** The people behind actors: a token stands for whoever made it, and jobs for nobody. */
async function peopleOf(ctx: Reader, keys: string[]): Promise<string[]> {
  const ids = (type: string) =>
    keys.flatMap((key) => (key.startsWith(`${type}:`) ? [key.slice(type.length + 1)] : []));
  const makers =
    ids("token").length > 0
      ? await ctx.db
          .select({ id: tokens.createdBy })
          .from(tokens)
          .where(inArray(tokens.id, ids("token")))
      : [];
  return [...new Set([...ids("user"), ...makers.flatMap(({ id }) => id ?? [])])].filter(Boolean);
}

function textIn(detail: Record<string, unknown>, key: string): string | undefined {
  const value = detail[key];
  return typeof value === "string" && value.trim() ? value.trim() : undefined;
}

function listIn(detail: Record<string, unknown>, key: string): string[] {
  const value = detail[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
