import "server-only";
import { eq, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { metricsExports } from "@/db/schema";
import { metricsEnv } from "@/lib/env";

const HOUR_MS = 3_600_000;

/** `isLevel` of what is written as it stood in its minute, and not as it grew since the hour began. */
type Point = { atMs: number; isLevel: boolean };

/**
 * Counts what is told of once its time was written to another engine: of something that grows that is its hour, as what
 * comes late within it is in the next sample, and of a level its minute. It is kept here, and the engine does not have it.
 */
export async function countLate(tx: Tx, points: readonly Point[]): Promise<void> {
  if (metricsEnv().SLIPWAY_METRICS_MODE === "off") return;
  const written = await tx
    .select({ writeUrl: metricsExports.writeUrl, sentUntil: metricsExports.sentUntil })
    .from(metricsExports);
  for (const { writeUrl, sentUntil } of written) {
    const untilMs = sentUntil.getTime();
    const hourMs = Math.floor(untilMs / HOUR_MS) * HOUR_MS;
    const late = points.filter(({ atMs, isLevel }) => atMs < (isLevel ? untilMs : hourMs)).length;
    if (late > 0)
      // oxlint-disable-next-line no-await-in-loop -- hardly ever more than one engine
      await tx
        .update(metricsExports)
        .set({ lostSamples: sql`${metricsExports.lostSamples} + ${late}` })
        .where(eq(metricsExports.writeUrl, writeUrl));
  }
}
