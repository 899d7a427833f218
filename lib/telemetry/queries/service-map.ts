import "server-only";
import { inArray } from "drizzle-orm";

import { operations } from "@/db/schema";
import { getEnvironment, listEnvironments } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { RANGE_MS, ReadServiceMap, type ServiceMap } from "../contract";
import { drawMap, type MapRow } from "./draw-map";
import { secondsOf } from "./figures";
import type { Grain } from "./read-red";
import { readRedOfPeers } from "./read-red-of-peers";
import { selectSources } from "./traces/span-columns";

const HOUR_MS = 3_600_000;
/** Up to that long minutes answer, up to that long hours. */
const LONGEST_MS = { minute: 2 * HOUR_MS, hour: 14 * 24 * HOUR_MS };

/**
 * Who asks whom in one environment: how often, how well and how fast. Edges are counted at the side that asks.
 * Throws `not_found` for an environment that does not exist, `invalid` for a period that is none.
 */
export async function getServiceMap(
  ctx: Context,
  input: ReadServiceMap = {},
  now = new Date(),
): Promise<ServiceMap> {
  demand(ctx.actor, "read");
  const { environment, range, ...period } = ReadServiceMap.parse(input);
  const to = period.to ? new Date(period.to) : now;
  const from = period.from ? new Date(period.from) : new Date(to.getTime() - RANGE_MS[range]);
  if (from >= to) throw new DomainError("invalid", "The period ends before it begins.");
  const all = await selectSources(ctx);
  const measured = new Set(all.map((source) => source.environment));
  const names = (await listEnvironments(ctx)).filter(({ name }) => measured.has(name));
  const chosen =
    environment === undefined
      ? (names.find(({ isProduction }) => isProduction) ?? names.at(-1))
      : await getEnvironment(ctx, environment);
  const sources = new Map(
    all.filter(({ environmentId }) => environmentId === chosen?.id).map((source) => [source.id, source]),
  );
  const lengthMs = to.getTime() - from.getTime();
  const grain: Grain =
    lengthMs <= LONGEST_MS.minute ? "minute" : lengthMs <= LONGEST_MS.hour ? "hour" : "day";
  const rows = await readRedOfPeers(ctx, { grain, sourceIds: [...sources.keys()], from, to });
  const asked = await readOperations(ctx, rows);
  const known = rows.flatMap(({ sourceId, operationId, ...counts }): MapRow[] => {
    const service = sources.get(sourceId)?.service;
    if (service === undefined) return [];
    if (operationId <= 0) return [{ service, of: operationId === 0 ? "gateway" : "entries", ...counts }];
    const operation = asked.get(operationId);
    return operation ? [{ service, of: operation.kind, peer: operation.peer, ...counts }] : [];
  });
  return {
    environment: chosen?.name ?? null,
    environments: names.map(({ name }) => name),
    from: from.toISOString(),
    to: to.toISOString(),
    ...drawMap(known, secondsOf(rows, { from }, to)),
  };
}

/** Operations that have a peer: those that an edge is made of. */
async function readOperations(ctx: Context, rows: readonly { operationId: number }[]) {
  const ids = [...new Set(rows.map(({ operationId }) => operationId))].filter((id) => id > 0);
  if (ids.length === 0) return new Map<number, { kind: "client" | "producer" | "consumer"; peer: string }>();
  const found = await ctx.db
    .select({ id: operations.id, kind: operations.kind, peer: operations.peer })
    .from(operations)
    .where(inArray(operations.id, ids));
  return new Map(
    found.flatMap(({ id, kind, peer }) =>
      peer !== "" && (kind === "client" || kind === "producer" || kind === "consumer")
        ? [[id, { kind, peer }] as const]
        : [],
    ),
  );
}
