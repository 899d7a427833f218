import "server-only";
import { and, eq, inArray } from "drizzle-orm";

import { operations } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { ListOperations, type OperationsView } from "../contract";
import { figuresOf, groupBy, perMinute, secondsOf, sumOf } from "./figures";
import { readFirstRequest } from "./first-request";
import { fittingRange } from "./fitting-range";
import { readRed } from "./read-red";
import { periodsOfOperations, scopeOf } from "./scope";

/**
 * What was asked of a service in one environment, by method and route; those with the most requests first.
 * @param service id or name. Throws `not_found`.
 */
export async function listOperations(
  ctx: Context,
  service: string,
  input: ListOperations = {},
  now = new Date(),
): Promise<OperationsView> {
  demand(ctx.actor, "read");
  const { environment, release, ...asked } = ListOperations.parse(input);
  const scope = await scopeOf(ctx, service, environment);
  const range = asked.range ?? (await fittingRange(ctx, scope, now));
  const periods = periodsOfOperations(range, now);
  const [from = now, to = now] = [periods.at(0)?.from, periods.at(-1)?.to];
  const sourceIds = scope.sources
    .filter(({ releaseId }) => release === undefined || releaseId === release)
    .map(({ id }) => id);
  // Hours begin before the first request of a service that is new in them: its rate is over the time since that.
  const [first, ...parts] = await Promise.all([
    readFirstRequest(ctx, sourceIds, from),
    ...periods.map((period) => readRed(ctx, { ...period, sourceIds, of: "each" })),
  ]);
  const read = parts.flat();
  const names = await readNames(ctx, [...new Set(read.map(({ operationId }) => operationId))]);
  const rows = read.filter(({ operationId }) => names.has(operationId));
  const groups = groupBy(rows, ({ operationId }) => operationId);
  const seconds = secondsOf(first ? [first] : [], { from }, now);
  const allUs = sumOf(rows, "durationUs");
  const items = [...groups].flatMap(([id, own]) => {
    const name = names.get(id);
    if (!name) return [];
    const figures = figuresOf(own);
    return [
      {
        id,
        ...name,
        ...figures,
        perMinute: perMinute(figures.requests, seconds),
        timeShare: allUs === 0 ? null : sumOf(own, "durationUs") / allUs,
      },
    ];
  });
  return {
    environments: scope.environments,
    environment: scope.environment?.name ?? null,
    range,
    from: from.toISOString(),
    to: to.toISOString(),
    items: items.toSorted((a, b) => b.requests - a.requests || a.id - b.id),
  };
}

async function readNames(ctx: Context, ids: readonly number[]) {
  if (ids.length === 0) return new Map<number, { method: string; route: string }>();
  const rows = await ctx.db
    .select({ id: operations.id, method: operations.method, route: operations.route })
    .from(operations)
    .where(and(inArray(operations.id, [...ids]), eq(operations.kind, "gateway")));
  return new Map(rows.map(({ id, ...name }) => [id, name]));
}
