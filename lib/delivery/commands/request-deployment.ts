import "server-only";
import { and, asc, eq, isNull } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { DeploymentKind } from "@/db/enums";
import { deployments, placements, releases, services } from "@/db/schema";
import type { EnvironmentView, ServiceView } from "@/lib/catalog/contract";
import { actorKey, actorName, type Actor } from "@/lib/core/context";
import { DomainError, required } from "@/lib/core/errors";
import type { Consequences } from "@/lib/core/publish";
import { holdAutomation } from "@/lib/gates";

import { topics, type Override } from "../contract";
import { approvalAsked } from "../engine/gate";
import { runJob } from "../jobs";
import type { Judgement } from "../migrations/verdict";
import { onItsWay, oneAtATime } from "../queries/place-blockers";
import { notBuilt } from "../queries/plan-deployment";
import { findReleaseProblems } from "../queries/release-problems";
import { hostOf } from "../targets/host-of";
import { judgeDatabase } from "./judge-database";
import { judgeRequest, type Gated } from "./judge-request";
import { goFirst, supersede } from "./supersede";

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
  override?: Override | undefined;
  notBefore?: string | undefined;
  /** Rollbacks: go back although the database may have changed too much for it. */
  acceptUnsafe?: boolean | undefined;
  actor: Actor;
};

type Requested = {
  id: string;
  status: "queued" | "waiting";
  releaseName: string;
  /** Rollbacks: whether it goes together with the database. */
  judged: Judgement | undefined;
  consequences: Consequences;
};

/**
 * Queues one deployment under the lock of its placement, where the environment's queue policy is decided. Promotions,
 * rollbacks and plain deployments all come through here. Throws `not_found`, `invalid` (the release was not built) or
 * `conflict` (something else serves there than was expected, policy `reject`, or the same release is on its way already).
 */
export async function requestDeployment(tx: Tx, request: Request): Promise<Requested> {
  const { service, environment, kind, actor } = request;
  await holdService(tx, service);
  const release = await deployable(tx, service, request.releaseId);
  // What automation asks for is refused by the engine instead, where people find it: as a deployment that failed.
  if (actor.type !== "job") await refuseIncomplete(tx, request);
  const placement = await lockPlacement(tx, service, environment);
  if (request.expectedReleaseId !== undefined && request.expectedReleaseId !== placement.releaseId) {
    throw new DomainError(
      "conflict",
      `Something else serves in ${environment.name} by now than when you decided. Look at it again.`,
    );
  }
  const judged = await judgeDatabase(tx, request, placement.releaseId, release);
  const consequences: Required<Consequences> = {
    events: [],
    jobs: [],
    topics: [topics.delivery, topics.service(service.id)],
  };

  const gated = await judgeRequest(tx, actor, moveOf(request, release), request.override);
  const waits = gated.waitingFor.length > 0;

  const unfinished = await tx
    .select({
      id: deployments.id,
      status: deployments.status,
      kind: deployments.kind,
      releaseId: deployments.releaseId,
      number: releases.number,
      canceling: deployments.cancelRequestedAt,
      requestedBy: deployments.requestedBy,
    })
    .from(deployments)
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(and(eq(deployments.placementId, placement.id), isNull(deployments.finishedAt)))
    .orderBy(asc(deployments.id));
  const running = unfinished.find(({ status }) => status === "running");
  const queued = unfinished.filter(({ status }) => status !== "running");

  if (environment.queuePolicy === "reject" && unfinished[0] && kind !== "rollback") {
    throw new DomainError("conflict", oneAtATime(environment, unfinished[0].id));
  }
  const isPerson = ({ requestedBy }: { requestedBy: string }) => !requestedBy.startsWith("job:");
  const person = unfinished.find((row) => isPerson(row) && row.status !== "waiting");
  if (kind === "rollback" && actor.type === "job" && person) {
    throw new DomainError("conflict", `${person.id} was asked for by a person, and goes first.`);
  }
  const twin = unfinished.at(-1);
  const isTwin = twin?.releaseId === release.id && !twin.canceling;
  // A rollback is never a double click of something slower than itself.
  if (twin && isTwin && (kind !== "rollback" || twin.kind === "rollback")) {
    throw new DomainError("conflict", onItsWay(environment, twin.id));
  }

  const id = await insertDeployment(tx, request, release.id, placement, gated, judged);
  if (kind === "rollback" && !waits) {
    await goFirst(
      tx,
      { id, placementId: placement.id, byName: actorName(actor), byJob: actor.type === "job" },
      consequences,
    );
  } else if (environment.queuePolicy === "supersede") {
    const outdated = queued.filter(
      (row) =>
        row.kind !== "rollback" &&
        // Automation never undoes a person, nor what half of the approvers have agreed to.
        !(actor.type === "job" && isPerson(row)) &&
        // Somebody may wait with a newer release than one that has to go out now.
        (row.number <= release.number || (row.status === "queued" && !waits)) &&
        (row.status === "waiting" || !waits),
    );
    await supersede(
      tx,
      outdated.map((row) => row.id),
      id,
      consequences,
    );
  }
  const newest = Math.max(placement.releaseNumber ?? 0, running?.number ?? 0);
  if (release.number < newest) {
    const place = { serviceId: service.id, environmentId: environment.id };
    const why = request.reason || `#${release.number} was deployed over #${newest}.`;
    const held = await holdAutomation(tx, place, { actor, reason: why, deploymentId: id });
    consequences.events = [...consequences.events, ...held.events];
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
  consequences.events = [
    ...consequences.events,
    ...approvalAsked({ service, environment, release }, id, gated.waitingFor),
  ];
  if (!waits) consequences.jobs = [...consequences.jobs, runJob({ id, kind })];
  return { id, status: waits ? "waiting" : "queued", releaseName: name, judged, consequences };
}

const moveOf = (
  { service, environment, kind, notBefore, configurationVersionId, actor }: Request,
  release: { id: string; number: number },
) => ({
  service,
  environment,
  release,
  kind,
  requestedBy: actorKey(actor),
  requestedAt: new Date(),
  configurationVersionId,
  notBefore: notBefore === undefined ? undefined : new Date(notBefore),
});

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
  throw new DomainError("invalid", notBuilt(release.number, release.status), {
    fields: [{ path: "releaseId", message: "This release is not ready." }],
  });
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
    .select({
      id: placements.id,
      releaseId: placements.releaseId,
      releaseNumber: placements.releaseNumber,
      deploymentId: placements.deploymentId,
    })
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
  request: Request,
  releaseId: string,
  placement: { id: string; regionId: string; releaseId: string | null; deploymentId: string | null },
  { waitingFor, recheckAt, override, configurationVersionId }: Gated,
  judged: Judgement | undefined,
): Promise<string> {
  const { service, environment, kind, reason, fromEnvironmentId, actor } = request;
  const waits = waitingFor.length > 0;
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
      status: waits ? "waiting" : "queued",
      waitingFor,
      recheckAt: waits ? recheckAt : null,
      override,
      notBefore: request.notBefore === undefined ? null : new Date(request.notBefore),
      configurationVersionId: configurationVersionId ?? null,
      migrationVerdict: judged?.verdict ?? null,
      fromEnvironmentId: fromEnvironmentId ?? null,
      previousReleaseId: placement.releaseId,
      previousDeploymentId: placement.deploymentId,
      requestedBy: actorKey(actor),
      requestedByName: actorName(actor),
    })
    .returning({ id: deployments.id });
  return required(row, "the inserted deployment").id;
}
