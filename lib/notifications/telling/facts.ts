import "server-only";
import { eq } from "drizzle-orm";

import type { NotificationKind } from "@/db/enums";
import {
  deployments,
  environments,
  placements,
  releases,
  services,
  teamMembers,
  type events,
} from "@/db/schema";
import { personIdsBehind } from "@/lib/auth";
import type { Context } from "@/lib/core/context";

import { kindOf } from "../contract";
import { approversOf } from "./approvers";

export type EventRow = typeof events.$inferSelect;
type Named = { id: string; name: string };
type Reader = Pick<Context, "actor" | "db">;

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
  /** The team that owns the service. */
  ownerTeamId: string | null;
};
type DeploymentFacts = NonNullable<Awaited<ReturnType<typeof readDeployment>>>;

export async function factsOf(ctx: Reader, event: EventRow): Promise<Facts> {
  const kind = kindOf(event.type);
  const deployment = await readDeployment(ctx, deploymentIdOf(event));
  const built = await readRelease(ctx, unread(event.releaseId, deployment?.release));
  const release = built ?? deployment?.release;
  const service =
    (await readService(ctx, unread(event.serviceId ?? built?.serviceId, deployment?.service))) ??
    deployment?.service;
  const environment =
    (await readEnvironment(ctx, unread(event.environmentId, deployment?.environment))) ??
    deployment?.environment;
  return {
    kind,
    service: service ? { id: service.id, name: service.name } : null,
    ownerTeamId: service?.ownerTeamId ?? null,
    environment: environment ?? null,
    release: release ? { id: release.id, name: `#${release.number}` } : null,
    deployment,
    actor: event.actorName ?? (isAct(event) ? (deployment ?? built)?.requestedByName : undefined) ?? null,
    reason: textIn(event.detail, "reason") ?? (isAct(event) ? deployment?.reason.trim() : undefined) ?? null,
    concerned: await concernedBy(ctx, event, kind, deployment, built),
  };
}

/** People whom an event concerns. What automation asks for is the doing of whoever built what it moves. */
async function concernedBy(
  ctx: Reader,
  event: EventRow,
  kind: NotificationKind,
  deployment: DeploymentFacts | undefined,
  built: { requestedBy: string } | undefined,
): Promise<string[]> {
  if (kind === "approval_requested" && deployment) return approversOf(ctx, deployment);
  if (kind === "channel_failed") return personIdsBehind(ctx, [textIn(event.detail, "owner") ?? ""]);
  const asked = deployment?.requestedBy ?? built?.requestedBy;
  if (!asked) return [];
  if (!asked.startsWith("job:")) return personIdsBehind(ctx, [asked]);
  const builders = await personIdsBehind(ctx, deployment ? [deployment.release.requestedBy] : []);
  // Nobody watches what goes on by itself, so what goes wrong is told to those whose service it is, too.
  const owners = GOES_WRONG.includes(kind) ? await membersOf(ctx, deployment?.service.ownerTeamId) : [];
  return [...new Set([...builders, ...owners])];
}

const GOES_WRONG: readonly NotificationKind[] = ["deployment_failed", "rolled_back", "check_failed"];

async function membersOf({ db }: Reader, teamId: string | null | undefined): Promise<string[]> {
  if (!teamId) return [];
  const rows = await db
    .select({ userId: teamMembers.userId })
    .from(teamMembers)
    .where(eq(teamMembers.teamId, teamId));
  return rows.map(({ userId }) => userId);
}

/** What the row of an event says by itself; it concerns nobody in particular. */
export function bareFacts({ type, serviceId, environmentId, actorName }: EventRow): Facts {
  return {
    kind: kindOf(type),
    service: serviceId ? { id: serviceId, name: "" } : null,
    ownerTeamId: null,
    environment: environmentId ? { id: environmentId, name: "" } : null,
    release: null,
    deployment: undefined,
    actor: actorName,
    reason: null,
    concerned: [],
  };
}

/** What an event names and was not read with its deployment: all of it without one. */
const unread = (id: string | null | undefined, read: { id: string } | undefined) =>
  id === read?.id ? undefined : id;

/** Whether it is the doing of whoever asked for the deployment or the release, and not something that befell it. */
const isAct = ({ type }: EventRow): boolean =>
  /^(deployment|approval|gate|release)\./.test(type) && !/\.(rolled_back|rollback_)/.test(type);

function deploymentIdOf({ subject, detail }: EventRow): string | undefined {
  return subject.startsWith("dep_") ? subject : textIn(detail, "deploymentId");
}

async function readDeployment(ctx: Reader, id: string | undefined) {
  if (!id) return undefined;
  const [row] = await ctx.db
    .select({
      id: deployments.id,
      kind: deployments.kind,
      reason: deployments.reason,
      requestedBy: deployments.requestedBy,
      requestedByName: deployments.requestedByName,
      createdAt: deployments.createdAt,
      servingId: placements.deploymentId,
      service: { id: services.id, name: services.name, ownerTeamId: services.ownerTeamId },
      environment: { id: environments.id, name: environments.name },
      release: { id: releases.id, number: releases.number, requestedBy: releases.requestedBy },
    })
    .from(deployments)
    .innerJoin(placements, eq(placements.id, deployments.placementId))
    .innerJoin(services, eq(services.id, deployments.serviceId))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
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

async function readService({ db }: Reader, id: string | null | undefined) {
  if (!id) return undefined;
  const [row] = await db
    .select({ id: services.id, name: services.name, ownerTeamId: services.ownerTeamId })
    .from(services)
    .where(eq(services.id, id));
  return row;
}

async function readEnvironment({ db }: Reader, id: string | null | undefined) {
  if (!id) return undefined;
  const [row] = await db
    .select({ id: environments.id, name: environments.name })
    .from(environments)
    .where(eq(environments.id, id));
  return row;
}

function textIn(detail: Record<string, unknown>, key: string): string | undefined {
  const value = detail[key];
  return typeof value === "string" && value.trim() ? value.trim() : undefined;
}
