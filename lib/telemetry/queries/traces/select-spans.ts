import "server-only";
import { and, eq, gte, inArray, isNull, lte, or, type SQL, sql } from "drizzle-orm";

import { operations, spans, telemetryResources } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import {
  type AttributeTerm,
  type ListTraces,
  parseTraceFilter,
  RANGE_MS,
  type ReadTraceHistogram,
  type TraceRange,
} from "../../contract";
import { selectSources, type SourcePlace } from "./span-columns";

const SERVER = 2;
const CONSUMER = 5;
/** Numbers of a dictionary that stand in a search as they are. */
const MOST_CONSTANTS = 500;

type Selection = Omit<ListTraces & ReadTraceHistogram, "order" | "cursor" | "limit" | "range"> & {
  range: TraceRange;
};

export type SpanSelection = {
  from: Date;
  to: Date;
  places: Map<number, SourcePlace>;
  /** Without the time. */
  condition: SQL | undefined;
  /** Only where a whole trace begins, not each service's part of it. */
  onlyRoots: boolean;
};

/** What to look for among the spans. Throws `not_found` for names that are none, `invalid` for a period that is none. */
export async function selectSpans(ctx: Context, input: Selection, now: Date): Promise<SpanSelection> {
  const to = input.to ? new Date(input.to) : now;
  const from = input.from ? new Date(input.from) : new Date(to.getTime() - RANGE_MS[input.range]);
  if (from >= to)
    throw new DomainError("invalid", "The period ends before it begins.", {
      fields: [{ path: "to", message: "Choose an instant after `from`." }],
    });
  const serviceId = input.service && (await getServiceView(ctx, input.service)).id;
  const environmentId = input.environment && (await getEnvironment(ctx, input.environment)).id;
  const sources = (await selectSources(ctx)).filter(
    (source) =>
      (!serviceId || source.serviceId === serviceId) &&
      (!environmentId || source.environmentId === environmentId) &&
      (!input.release || source.releaseId === input.release),
  );
  const places = new Map(sources.map((source) => [source.id, source]));
  const filter = parseTraceFilter(input.where ?? "");
  const terms = filter.ok ? filter.terms : [];
  const isNarrow = serviceId ?? environmentId ?? input.release;
  const looksInside = terms.length > 0 || input.operation !== undefined;
  return {
    from,
    to,
    places,
    onlyRoots: !serviceId && !looksInside,
    condition: and(
      isNarrow === undefined ? undefined : inArray(spans.sourceId, [...places.keys(), -1]),
      looksInside ? undefined : or(isNull(spans.parentId), inArray(spans.kind, [SERVER, CONSUMER])),
      input.operation === undefined ? undefined : await ofOperation(ctx, input.operation, serviceId),
      input.status === "error" ? eq(spans.status, 2) : undefined,
      input.status === "ok" ? sql`${spans.status} <> 2` : undefined,
      input.minMs === undefined ? undefined : gte(spans.durationNs, Math.round(Number(input.minMs) * 1e6)),
      input.maxMs === undefined ? undefined : lte(spans.durationNs, Math.round(Number(input.maxMs) * 1e6)),
      ...(await Promise.all(terms.map((term) => withAttribute(ctx, term)))),
    ),
  };
}

/** By what the operations page calls it, or by the name that the span has itself. */
async function ofOperation(ctx: Context, operation: string, serviceId: string | undefined) {
  const known = ctx.db
    .select({ id: operations.id })
    .from(operations)
    .where(
      and(
        serviceId ? eq(operations.serviceId, serviceId) : undefined,
        inArray(operations.kind, ["server", "consumer", "client", "producer", "internal"]),
        sql`trim(${operations.method} || ' ' || ${operations.route}) = ${operation}`,
      ),
    );
  return or(eq(spans.name, operation), sql`coalesce(${spans.operationId} ${await among(known)}, false)`);
}

type Ids = { limit(most: number): Promise<{ id: number }[]>; getSQL(): SQL };

/** The numbers that a dictionary knows of, as constants, which plan best; where they are too many, as a query in the query. */
async function among(wanted: Ids): Promise<SQL> {
  const inside = wanted.getSQL();
  const rows = await wanted.limit(MOST_CONSTANTS + 1);
  if (rows.length > MOST_CONSTANTS) return sql`in (${inside})`;
  return sql`= any(${`{${rows.map(({ id }) => id).join(",")}}`}::int[])`;
}

/** Of the span, whose name is one of them, or of the process that sent it. */
async function withAttribute(ctx: Context, term: AttributeTerm): Promise<SQL> {
  const attribute = sql`${spans.attributes} ->> ${term.key}`;
  const own = term.key === "name" ? sql`coalesce(${attribute}, ${spans.name})` : attribute;
  const ofResource = sql`${telemetryResources.attributes} ->> ${term.key}`;
  const resources = ctx.db
    .select({ id: telemetryResources.id })
    .from(telemetryResources)
    .where(term.is === "there" ? sql`${ofResource} is not null` : sql`${ofResource} = ${term.value}`);
  const inResource = sql`coalesce(${spans.resourceId} ${await among(resources)}, false)`;
  if (term.is === "there") return sql`(${own} is not null or ${inResource})`;
  const isEqual = sql`(coalesce(${own} = ${term.value}, false) or ${inResource})`;
  return term.is === "equal" ? isEqual : sql`not ${isEqual}`;
}
