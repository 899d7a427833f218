import "server-only";
import { gunzipSync } from "node:zlib";

import { and, asc, desc, eq, gt, inArray, lt } from "drizzle-orm";

import { environments, errorEvents, telemetrySources } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { ErrorEvent, type EventView } from "../contract";
import { readAttachments } from "./attachments";
import { readReleaseRefs } from "./releases";

/** One kept event of some hashes with its neighbours: a certain one, or the newest. */
export async function readEvent(
  ctx: Context,
  hashIds: readonly number[],
  eventId: string | undefined,
): Promise<EventView | null> {
  const own = inArray(errorEvents.hashId, [0, ...hashIds]);
  const [row] = await ctx.db
    .select({
      id: errorEvents.id,
      receivedAt: errorEvents.receivedAt,
      at: errorEvents.at,
      body: errorEvents.body,
      environment: environments.name,
      releaseId: telemetrySources.releaseId,
    })
    .from(errorEvents)
    .innerJoin(telemetrySources, eq(telemetrySources.id, errorEvents.sourceId))
    .innerJoin(environments, eq(environments.id, telemetrySources.environmentId))
    .where(and(own, eventId === undefined ? undefined : eq(errorEvents.id, eventId)))
    .orderBy(desc(errorEvents.id))
    .limit(1);
  if (!row) return null;
  const neighbour = (isNewer: boolean) =>
    ctx.db
      .select({ id: errorEvents.id })
      .from(errorEvents)
      .where(and(own, isNewer ? gt(errorEvents.id, row.id) : lt(errorEvents.id, row.id)))
      .orderBy(isNewer ? asc(errorEvents.id) : desc(errorEvents.id))
      .limit(1);
  const [newer, older, ref, attachments] = await Promise.all([
    neighbour(true),
    neighbour(false),
    readReleaseRefs(ctx, [row.releaseId]),
    readAttachments(ctx, row),
  ]);
  return {
    id: row.id,
    at: row.at.toISOString(),
    environment: row.environment,
    release: ref(row.releaseId),
    event: ErrorEvent.parse(JSON.parse(gunzipSync(row.body).toString("utf8"))),
    attachments,
    newerId: newer[0]?.id ?? null,
    olderId: older[0]?.id ?? null,
  };
}
