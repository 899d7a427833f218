import "server-only";
import { and, eq } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { MonitorOutage } from "@/db/enums";
import { checkMonitors, environments, placements, regions, releases, services } from "@/db/schema";
import { required } from "@/lib/core/errors";
import type { NewEvent } from "@/lib/core/publish";

import type { CheckOutcome } from "../runner/run-check";
import type { HeldRun } from "./held-run";
import { sentenceOf } from "./sentence";

/**
 * Counts what a monitor said for its place, and returns the event of an outage that begins or ends with it. Results count
 * for the deployment that serves, so one that takes over begins with none, and an outage is announced once for each.
 * *Failed* needs as many results that failed as make an outage; when we could not tell among them, it is *errored*.
 */
export async function noteMonitor(tx: Tx, run: HeldRun, outcome: CheckOutcome): Promise<NewEvent[]> {
  const { moment, onlyCheck, serviceId, regionId, releaseId } = run;
  if (moment !== "schedule" || onlyCheck === null || outcome.status === "skipped") return [];
  const [monitor] = await tx
    .select({
      placementId: checkMonitors.placementId,
      outageAfter: checkMonitors.outageAfter,
      deploymentId: checkMonitors.deploymentId,
      badInRow: checkMonitors.badInRow,
      failedInRow: checkMonitors.failedInRow,
      outage: checkMonitors.outage,
      outageDeploymentId: checkMonitors.outageDeploymentId,
      serving: { deploymentId: placements.deploymentId, releaseId: placements.releaseId },
    })
    .from(checkMonitors)
    .innerJoin(placements, eq(placements.id, checkMonitors.placementId))
    .where(
      and(
        eq(placements.serviceId, serviceId),
        eq(placements.regionId, regionId),
        eq(checkMonitors.name, onlyCheck),
      ),
    )
    .for("update", { of: checkMonitors });
  // Somebody else may have answered in the middle: then nobody knows of whom this result is.
  if (!monitor || monitor.serving.releaseId !== releaseId) return [];
  const { deploymentId } = monitor.serving;
  const before = monitor.deploymentId === deploymentId ? monitor : { badInRow: 0, failedInRow: 0 };
  const hasPassed = outcome.status === "passed";
  const badInRow = hasPassed ? 0 : before.badInRow + 1;
  const failedInRow = hasPassed ? 0 : before.failedInRow + (outcome.status === "failed" ? 1 : 0);
  const found = outageOf({ badInRow, failedInRow, outageAfter: monitor.outageAfter });
  const isOpen = monitor.outage !== null;
  const isNew =
    found !== undefined &&
    (monitor.outageDeploymentId !== deploymentId || (found === "failed" && monitor.outage === "errored"));
  await tx
    .update(checkMonitors)
    .set({
      deploymentId,
      lastStatus: outcome.status,
      badInRow,
      failedInRow,
      ...(!hasPassed && { message: sentenceOf(outcome) }),
      ...(hasPassed && { outage: null, outageDeploymentId: null }),
      ...(isNew && { outage: found, outageDeploymentId: deploymentId }),
    })
    .where(and(eq(checkMonitors.placementId, monitor.placementId), eq(checkMonitors.name, onlyCheck)));
  if (isNew) return [await eventOf(tx, run, outcome, found, badInRow, deploymentId)];
  return hasPassed && isOpen ? [await eventOf(tx, run, outcome, "recovered", 0, deploymentId)] : [];
}

type Counts = { badInRow: number; failedInRow: number; outageAfter: number };

/** Undefined while it is none. */
export function outageOf({ badInRow, failedInRow, outageAfter }: Counts): MonitorOutage | undefined {
  if (failedInRow >= outageAfter) return "failed";
  return badInRow >= outageAfter ? "errored" : undefined;
}

async function eventOf(
  tx: Tx,
  run: HeldRun,
  outcome: CheckOutcome,
  what: MonitorOutage | "recovered",
  badInRow: number,
  deploymentId: string | null,
): Promise<NewEvent> {
  const { id, serviceId, environmentId, regionId, releaseId } = run;
  const [row] = await tx
    .select({
      service: services.name,
      environment: environments.name,
      region: regions.name,
      release: releases.number,
    })
    .from(services)
    .innerJoin(environments, eq(environments.id, environmentId))
    .innerJoin(regions, eq(regions.id, regionId))
    .innerJoin(releases, eq(releases.id, releaseId ?? ""))
    .where(eq(services.id, serviceId));
  const { service, environment, region, release } = required(row, "the place of a monitor");
  const where = `${service} #${release} in ${environment}`;
  const times = badInRow === 1 ? "" : ` (${badInRow} times in a row)`;
  return {
    type: `check.monitor_${what}`,
    subject: id,
    serviceId,
    environmentId,
    releaseId,
    message:
      what === "recovered"
        ? `${where}: the check "${outcome.name}" passes again.`
        : `${where}: ${sentenceOf(outcome).replace(/^The/, "the")}${times}`,
    detail: { check: outcome.name, region, deploymentId, runId: id, consecutiveFailures: badInRow },
  };
}
