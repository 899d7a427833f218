import "server-only";
import { and, eq, inArray } from "drizzle-orm";

import { operations, telemetrySources } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { ALL_OPERATIONS, SOURCE_KEYS } from "../contract";
import type { Labelled } from "./members";
import type { MetricName, MetricsQuestion } from "./metrics-store";
import { readSourceLabels } from "./source-labels";

const OPERATION_KEYS = ["method", "route"];
const KEYS = [...SOURCE_KEYS, ...OPERATION_KEYS, "status_class"];

/** What the gateway counts, as metrics. */
export const REQUEST_METRICS: readonly MetricName[] = [
  { name: "gateway.requests", type: "counter", unit: "{request}", keys: KEYS },
  { name: "gateway.errors", type: "counter", unit: "{request}", keys: KEYS },
  { name: "gateway.duration", type: "histogram", unit: "s", keys: KEYS },
];

/** `statusClass` is null where the question does not tell them apart: then it is a key of all of them. */
export type RequestKey = { sourceId: number; operationId: number; statusClass: number | null };
const STATUS_CLASSES = [0, 1, 2, 3, 4, 5];

const asksFor = ({ matchers, by }: Pick<MetricsQuestion, "matchers" | "by">, keys: readonly string[]) =>
  keys.some((key) => by.includes(key) || matchers.some((one) => one.key === key));

/** Every row key of the rollups that a question may be about. */
export async function readRequestRows(
  ctx: Context,
  question: Pick<MetricsQuestion, "matchers" | "by">,
): Promise<Labelled<RequestKey>[]> {
  const sources = await readSourceLabels(ctx, question.matchers);
  const classes = asksFor(question, ["status_class"]) ? STATUS_CLASSES : [null];
  // The rows of all operations together are far fewer than those of each.
  const ofOperations = asksFor(question, OPERATION_KEYS)
    ? await readOperations(
        ctx,
        sources.map(({ id }) => id),
      )
    : new Map(sources.map(({ id }) => [id, [{ id: ALL_OPERATIONS, labels: {} }]]));
  return sources.flatMap(({ id: sourceId, labels }) =>
    (ofOperations.get(sourceId) ?? []).flatMap((operation) =>
      classes.map((statusClass) => ({
        key: { sourceId, operationId: operation.id, statusClass },
        labels: {
          ...labels,
          ...operation.labels,
          ...(statusClass !== null && { status_class: String(statusClass) }),
        },
        bounds: null,
      })),
    ),
  );
}

type Operation = { id: number; labels: Record<string, string> };

/** The operations of each source: those of its service. */
async function readOperations(ctx: Context, sourceIds: readonly number[]): Promise<Map<number, Operation[]>> {
  if (sourceIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({
      sourceId: telemetrySources.id,
      id: operations.id,
      method: operations.method,
      route: operations.route,
    })
    .from(telemetrySources)
    .innerJoin(
      operations,
      and(eq(operations.serviceId, telemetrySources.serviceId), eq(operations.kind, "gateway")),
    )
    .where(inArray(telemetrySources.id, [...sourceIds]));
  const bySource = new Map<number, Operation[]>();
  for (const { sourceId, id, method, route } of rows) {
    const own = bySource.get(sourceId) ?? [];
    own.push({ id, labels: { method, route } });
    bySource.set(sourceId, own);
  }
  return bySource;
}
