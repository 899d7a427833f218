import "server-only";
import { inArray } from "drizzle-orm";

import { configurationVersions, releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import type { NewEvent } from "@/lib/core/publish";

import type { Observation } from "../targets/target";
import { differenceOf, nextDrift, sentenceOf, type Desired, type Drift } from "./drift";

/** A place as its row has it: what should serve there, and what is said of its drift. */
export type DriftingPlace = Desired &
  Drift & {
    id: string;
    serviceId: string;
    serviceName: string;
    environmentId: string;
    environmentName: string;
    fence: number;
  };

/** What each place that differs, or did, says of its drift now. Where a target does not answer nothing is known anew. */
export async function judgeDrift(
  ctx: Context,
  known: readonly DriftingPlace[],
  observations: Map<string, Observation> | undefined,
  now: Date,
): Promise<Map<string, Drift>> {
  if (!observations) return new Map();
  const looks = known.map((row) => {
    const serving = observations.get(row.id)?.serving;
    return { row, serving, kind: differenceOf(row, serving) };
  });
  const names = await readNames(
    ctx,
    looks.filter(({ kind }) => kind),
  );
  return new Map(
    looks.map(({ row, serving, kind }) => {
      const seen = kind && { kind, detail: sentenceOf(kind, row, serving, names) };
      return [row.id, nextDrift(row, seen, now)];
    }),
  );
}

/** What a row says of its drift, to be written again as it is. */
export const driftOf = ({
  driftKind,
  driftDetail,
  driftSince,
  driftFence,
  driftDetectedAt,
}: Drift): Drift => ({
  driftKind,
  driftDetail,
  driftSince,
  driftFence,
  driftDetectedAt,
});

/** What the event log says when a drift begins or ends to count. */
export function driftEvents(row: DriftingPlace, seen: Drift): NewEvent[] {
  if ((row.driftDetectedAt === null) === (seen.driftDetectedAt === null)) return [];
  const { serviceId, environmentId, releaseId, serviceName, environmentName } = row;
  const isDetected = seen.driftDetectedAt !== null;
  return [
    {
      type: isDetected ? "drift.detected" : "drift.repaired",
      subject: row.id,
      serviceId,
      environmentId,
      releaseId,
      message: isDetected
        ? `${serviceName} in ${environmentName} is not as it was deployed: ${seen.driftDetail ?? ""}`
        : `${serviceName} in ${environmentName} is as it was deployed again.`,
      detail: { kind: seen.driftKind ?? row.driftKind },
    },
  ];
}

/** What releases and configurations are called that differ somewhere; reads nothing where nothing does. */
async function readNames(ctx: Context, places: readonly { row: Desired; serving: Observation["serving"] }[]) {
  const numbers = new Map<string, number>();
  if (places.length > 0) {
    const releaseIds = places.flatMap(({ row, serving }) => [row.releaseId, serving?.releaseId]);
    const versionIds = places.flatMap(({ row, serving }) => [row.configurationId, serving?.configurationId]);
    const rows = await Promise.all([
      ctx.db
        .select({ id: releases.id, number: releases.number })
        .from(releases)
        .where(inArray(releases.id, known(releaseIds))),
      ctx.db
        .select({ id: configurationVersions.id, number: configurationVersions.number })
        .from(configurationVersions)
        .where(inArray(configurationVersions.id, known(versionIds))),
    ]);
    for (const { id, number } of rows.flat()) numbers.set(id, number);
  }
  const numberOf = (id: string) => numbers.get(id);
  return {
    release: (id: string) =>
      numberOf(id) === undefined ? "a release that is not known here" : `#${numberOf(id)}`,
    configuration: (id: string) =>
      numberOf(id) === undefined ? "a configuration that is not known here" : `configuration ${numberOf(id)}`,
  };
}

const known = (ids: readonly (string | null | undefined)[]) => [...new Set(ids.flatMap((id) => id ?? []))];
