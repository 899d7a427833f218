import "server-only";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { DeploymentKind } from "@/db/enums";
import { deployments, placements, releases, services } from "@/db/schema";
import type { EnvironmentView, ServiceView } from "@/lib/catalog/contract";
import { actorKey, actorName, type Actor } from "@/lib/core/context";
import { DomainError, required } from "@/lib/core/errors";
import type { Consequences } from "@/lib/core/publish";

import { topics } from "../contract";
import { runJob } from "../jobs";
import { findReleaseProblems } from "../queries/release-problems";
import { hostOf } from "../targets/host-of";

type Request = {
  service: ServiceView;
  environment: EnvironmentView;
  releaseId: string;
  /** What must serve there for the request to make sense; null for nothing, undefined for whatever does. */
  expectedReleaseId: string | null | undefined;
  kind: DeploymentKind;
  reason: string;
  fromEnvironmentId?: string;
  /** A version to run with instead of the newest one at the time it is taken up. */
  configurationVersionId?: string | undefined;
  actor: Actor;
};

/**
 * Queues one deployment under the lock of its placement, where the environment's queue policy is decided. Promotions,
 * rollbacks and plain deployments all come through here. Throws `not_found`, `invalid` (the release was not built) or
 * `conflict` (something else serves there than was expected, policy `reject`, or the same release is on its way already).
 */
export async function requestDeployment(
  tx: Tx,
  request: Request,
): Promise<{ id: string; releaseName: string; consequences: Consequences }> {
  const { service, environment, kind, actor } = request;
  await holdService(tx, service);
  const release = await deployable(tx, service, request.releaseId);
  await refuseIncomplete(tx, request);
  const placement = await lockPlacement(tx, service, environment);
  if (request.expectedReleaseId !== undefined && request.expectedReleaseId !== placement.releaseId) {
    throw new DomainError(
      "conflict",
      `Something else serves in ${environment.name} by now than when you decided. Look at it again.`,
    );
  }
  const consequences: Required<Consequences> = {
    events: [],
    jobs: [],
    topics: [topics.delivery, topics.service(service.id)],
  };

  const unfinished = await tx
    .select({
      id: deployments.id,
      status: deployments.status,
      kind: deployments.kind,
      releaseId: deployments.releaseId,
      canceling: deployments.cancelRequestedAt,
    })
    .from(deployments)
    .where(and(eq(deployments.placementId, placement.id), isNull(deployments.finishedAt)))
    .orderBy(asc(deployments.id));
  const running = unfinished.find(({ status }) => status === "running");
  const queued = unfinished.filter(({ status }) => status !== "running");

  if (environment.queuePolicy === "reject" && unfinished[0] && kind !== "rollback") {
    throw new DomainError(
      "conflict",
      `${environment.name} takes one deployment at a time, and ${unfinished[0].id} is in flight.`,
    );
  }
  const twin = unfinished.at(-1);
  const isTwin = twin?.releaseId === release.id && !twin.canceling;
  // A rollback is never a double click of something slower than itself.
  if (twin && isTwin && (kind !== "rollback" || twin.kind === "rollback")) {
    throw new DomainError(
      "conflict",
      `This release is on its way to ${environment.name} already: ${twin.id}.`,
    );
  }

  const id = await insertDeployment(tx, request, release.id, placement);
  // A rollback goes first: what waits would only bring the bad state back, and what runs is asked to stop.
  if (kind === "rollback" || environment.queuePolicy === "supersede") {
    await supersede(
      tx,
      queued.map((row) => row.id),
      id,
      consequences,
    );
  }
  if (kind === "rollback" && running) {
    await tx
      .update(deployments)
      .set({
        cancelRequestedAt: sql`coalesce(${deployments.cancelRequestedAt}, now())`,
        cancelRequestedBy: actorName(actor),
        cancelReason: `A rollback was requested: ${id}.`,
      })
      .where(eq(deployments.id, running.id));
    consequences.topics = [...consequences.topics, topics.deployment(running.id)];
  }

  const name = `#${release.number}`;
  consequences.events = [
    ...consequences.events,
    {
      type: "deployment.requested",
      subject: id,
      serviceId: service.id,
      environmentId: environment.id,
      releaseId: release.id,
      message: `${actorName(actor)} asked to ${VERB[kind]} ${service.name} ${name} ${kind === "rollback" ? "in" : "to"} ${environment.name}.`,
      detail: { kind, reason: request.reason },
    },
  ];
  consequences.jobs = [...consequences.jobs, runJob({ id, kind })];
  return { id, releaseName: name, consequences };
}

const VERB: Record<DeploymentKind, string> = {
  deploy: "deploy",
  promote: "promote",
  rollback: "roll back to",
};

/** Archiving waits for this request and then stops what it started; a service archived before is not there. */
async function holdService(tx: Tx, service: ServiceView) {
  const [row] = await tx
    .select({ id: services.id })
    .from(services)
    .where(and(eq(services.id, service.id), isNull(services.archivedAt)))
    .for("share");
  if (!row) throw new DomainError("not_found", `There is no service "${service.name}".`);
}

async function deployable(tx: Tx, service: ServiceView, releaseId: string) {
  const [release] = await tx
    .select({ id: releases.id, number: releases.number, status: releases.status })
    .from(releases)
    .where(and(eq(releases.id, releaseId), eq(releases.serviceId, service.id)));
  if (!release) {
    throw new DomainError("not_found", `${service.name} has no release ${releaseId}.`, {
      fields: [{ path: "releaseId", message: "No such release." }],
    });
  }
  if (release.status === "ready") return release;
  throw new DomainError(
    "invalid",
    release.status === "building"
      ? `#${release.number} is still being built.`
      : `#${release.number} was not built, so it cannot be deployed.`,
    { fields: [{ path: "releaseId", message: "This release is not ready." }] },
  );
}

/**
 * What is missing now is said now, in words. It may still be set or removed while the deployment waits, so the engine
 * looks again.
 */
async function refuseIncomplete(tx: Tx, request: Request) {
  const ctx = { actor: request.actor, db: tx };
  const problems = await findReleaseProblems(ctx, request, request.releaseId, request.configurationVersionId);
  if (problems.length > 0)
    throw new DomainError("conflict", problems.map(({ message }) => message).join(" "));
}

/** The row of the place, locked until commit; made at the first deployment. The primary region is the first. */
async function lockPlacement(tx: Tx, service: ServiceView, environment: EnvironmentView) {
  const region = environment.regions[0];
  if (!region) throw new DomainError("conflict", `${environment.name} has no region to deploy to.`);
  const serviceId = service.id;
  const place = { serviceId, environmentId: environment.id, regionId: region.id };
  const host = hostOf({ service: service.name, environment: environment.name, region: region.name });
  // Whichever unique index objects: the row is read again below, and a foreign one is not found.
  await tx
    .insert(placements)
    .values({ ...place, host })
    .onConflictDoNothing();
  const [row] = await tx
    .select({ id: placements.id, releaseId: placements.releaseId, deploymentId: placements.deploymentId })
    .from(placements)
    .where(
      and(
        eq(placements.serviceId, serviceId),
        eq(placements.environmentId, environment.id),
        eq(placements.regionId, region.id),
      ),
    )
    .for("update");
  if (!row) {
    throw new DomainError(
      "conflict",
      `Another service answers at ${host} already, so ${service.name} cannot run in ${environment.name}.`,
    );
  }
  return { ...row, regionId: region.id };
}

async function insertDeployment(
  tx: Tx,
  { service, environment, kind, reason, fromEnvironmentId, configurationVersionId, actor }: Request,
  releaseId: string,
  placement: { id: string; regionId: string; releaseId: string | null; deploymentId: string | null },
): Promise<string> {
  const [row] = await tx
    .insert(deployments)
    .values({
      serviceId: service.id,
      environmentId: environment.id,
      regionId: placement.regionId,
      placementId: placement.id,
      releaseId,
      kind,
      reason,
      configurationVersionId: configurationVersionId ?? null,
      fromEnvironmentId: fromEnvironmentId ?? null,
      previousReleaseId: placement.releaseId,
      previousDeploymentId: placement.deploymentId,
      requestedBy: actorKey(actor),
      requestedByName: actorName(actor),
    })
    .returning({ id: deployments.id });
  return required(row, "the inserted deployment").id;
}

async function supersede(tx: Tx, ids: string[], by: string, consequences: Required<Consequences>) {
  if (ids.length === 0) return;
  const rows = await tx
    .update(deployments)
    .set({
      status: "superseded",
      finishedAt: sql`now()`,
      failure: { code: "superseded", message: `A newer request took its place: ${by}.` },
    })
    .where(and(inArray(deployments.id, ids), isNull(deployments.finishedAt)))
    .returning({
      id: deployments.id,
      serviceId: deployments.serviceId,
      environmentId: deployments.environmentId,
      releaseId: deployments.releaseId,
    });
  consequences.events = rows.map((row) => ({
    type: "deployment.superseded",
    subject: row.id,
    serviceId: row.serviceId,
    environmentId: row.environmentId,
    releaseId: row.releaseId,
    message: `A newer request took its place: ${by}.`,
  }));
  consequences.topics = [...consequences.topics, ...rows.map((row) => topics.deployment(row.id))];
}
