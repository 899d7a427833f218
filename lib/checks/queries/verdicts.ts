import "server-only";
import { and, asc, desc, eq, inArray, isNotNull } from "drizzle-orm";

import type { CheckStatus } from "@/db/enums";
import { checkMonitors, checkResults, environments, placements, releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { CheckVerdict, MonitorVerdict } from "../contract";
import { readDeclared } from "../runs/definitions";
import { outageOf } from "../runs/outages";

type Reader = Pick<Context, "actor" | "db">;

/**
 * What the monitors say of the release that a deployment put there, since its switch: results of what served before do
 * not count, and neither does a deployment that does not serve any more. *Failed* and *errored* mean an outage, so as many
 * results in a row as the check asks for; `consecutiveFailures` grows before that. *None*: no monitor has answered yet.
 */
export async function monitorVerdict(
  ctx: Reader,
  where: { serviceId: string; environmentId: string; deploymentId: string },
): Promise<MonitorVerdict> {
  demand(ctx.actor, "read");
  const monitors = await ctx.db
    .select({
      name: checkMonitors.name,
      outageAfter: checkMonitors.outageAfter,
      badInRow: checkMonitors.badInRow,
      failedInRow: checkMonitors.failedInRow,
      message: checkMonitors.message,
    })
    .from(checkMonitors)
    .innerJoin(placements, eq(placements.id, checkMonitors.placementId))
    .where(
      and(
        eq(placements.serviceId, where.serviceId),
        eq(placements.environmentId, where.environmentId),
        eq(placements.deploymentId, where.deploymentId),
        eq(checkMonitors.deploymentId, where.deploymentId),
        isNotNull(checkMonitors.lastStatus),
      ),
    )
    .orderBy(desc(checkMonitors.failedInRow), desc(checkMonitors.badInRow), asc(checkMonitors.name));
  const worst =
    monitors.find((each) => outageOf(each) === "failed") ??
    monitors.find((each) => outageOf(each) === "errored");
  if (worst) {
    const status = outageOf(worst) ?? "errored";
    return { status, consecutiveFailures: worst.badInRow, message: worst.message };
  }
  const bad = monitors.filter(({ badInRow }) => badInRow > 0);
  return {
    status: monitors.length > 0 ? "passed" : "none",
    consecutiveFailures: Math.max(0, ...bad.map(({ badInRow }) => badInRow)),
    message: bad[0]?.message ?? "",
  };
}

type Asked = {
  serviceId: string;
  environmentId: string;
  releaseId: string;
  /** All that are declared for the release there when left out. */
  names?: readonly string[];
};

/** How bad it is, for a check that several regions answer. */
const SEVERITY: readonly CheckStatus[] = ["skipped", "passed", "errored", "failed"];

/**
 * The newest result of each check for one release in one environment, whatever it was run for; of several regions the
 * worst. A check that never ran for it, or that nobody knows, is *none*. Throws ChecksUnreadable without names.
 */
export async function checksPassed(ctx: Reader, asked: Asked): Promise<CheckVerdict[]> {
  demand(ctx.actor, "read");
  const { serviceId, environmentId, releaseId } = asked;
  const names = [...new Set(asked.names ?? (await declaredNames(ctx, asked)))];
  if (names.length === 0) return [];
  const newest = await ctx.db
    .selectDistinctOn([checkResults.name, checkResults.regionId], {
      name: checkResults.name,
      status: checkResults.status,
      at: checkResults.at,
    })
    .from(checkResults)
    .where(
      and(
        eq(checkResults.serviceId, serviceId),
        eq(checkResults.environmentId, environmentId),
        eq(checkResults.releaseId, releaseId),
        inArray(checkResults.name, names),
      ),
    )
    .orderBy(asc(checkResults.name), asc(checkResults.regionId), desc(checkResults.runId));
  return names.map((name) => {
    const [worst] = newest
      .filter((each) => each.name === name)
      .toSorted((one, other) => SEVERITY.indexOf(other.status) - SEVERITY.indexOf(one.status));
    return { name, status: worst?.status ?? "none", at: worst?.at.toISOString() ?? null };
  });
}

async function declaredNames(ctx: Reader, { serviceId, environmentId, releaseId }: Asked): Promise<string[]> {
  const [row] = await ctx.db
    .select({ environment: environments.name, checks: releases.checks })
    .from(releases)
    .innerJoin(environments, eq(environments.id, environmentId))
    .where(and(eq(releases.id, releaseId), eq(releases.serviceId, serviceId)));
  if (!row) return [];
  const declared = await readDeclared(ctx, serviceId, row.checks, row.environment);
  return declared.map(({ definition }) => definition.name);
}
