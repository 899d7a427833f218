import "server-only";
import { and, desc, gte, lt, or, type SQL, sql } from "drizzle-orm";

import { spans } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { ListTraces, type TracesView } from "../../contract";
import { searchBack } from "./search-back";
import { selectSpans, type SpanSelection } from "./select-spans";
import { isoOfUs, outlineColumns, outlineOf, placeOf } from "./span-columns";
import { summaries } from "./summaries";

/** A trace may enter a service more than once. */
const SPANS_PER_TRACE = 3;

/**
 * Traces by what entered a service (or began them), newest or slowest first. The work is bounded: `searchedBackTo` says
 * how far it came, and `nextCursor` goes on from there.
 * Throws `not_found` for names that are none, `invalid` for a cursor or a period that is none.
 */
export async function listTraces(
  ctx: Context,
  input: ListTraces = {},
  now = new Date(),
): Promise<TracesView> {
  demand(ctx.actor, "read");
  const asked = ListTraces.parse(input);
  const selection = await selectSpans(ctx, asked, now);
  const cursor = asked.cursor === undefined ? undefined : parseCursor(asked.cursor);
  const to = cursor ? new Date(Math.min(selection.to.getTime(), cursor.toMs)) : selection.to;
  const found = new Map<string, Found>();
  const isNewest = asked.order === "newest";
  const searchedBackTo =
    selection.places.size === 0
      ? selection.from
      : await searchBack({ from: selection.from, to }, async (slice) => {
          const rows = await readSpans(ctx, selection, slice, cursor, {
            isNewest,
            limit: asked.limit * SPANS_PER_TRACE,
          });
          for (const row of rows) if (!found.has(row.traceId)) found.set(row.traceId, row);
          return { enough: isNewest && found.size > asked.limit };
        });
  const ordered = [...found.values()].toSorted(isNewest ? newestFirst : slowestFirst);
  const shown = ordered.slice(0, asked.limit);
  const last = shown.at(-1);
  const hasMore = isNewest && ordered.length > asked.limit && last;
  const isDone = searchedBackTo <= selection.from;
  return {
    items: await asViews(ctx, selection, shown),
    nextCursor: hasMore
      ? `${last.startUs}_${last.spanId}`
      : isDone
        ? null
        : `${searchedBackTo.getTime() * 1_000}_${FIRST_SPAN}`,
    searchedBackTo: hasMore ? isoOfUs(last.startUs) : searchedBackTo.toISOString(),
    from: selection.from.toISOString(),
    to: to.toISOString(),
  };
}

/** Before every span of its instant, when going back. */
const FIRST_SPAN = "0".repeat(16);
type Cursor = { us: number; toMs: number; spanId: string };

function parseCursor(cursor: string): Cursor {
  const [, us = "", spanId = ""] = /^(\d{10,17})_([0-9a-f]{16})$/.exec(cursor) ?? [];
  if (us === "")
    throw new DomainError("invalid", "This is no cursor of this list.", {
      fields: [{ path: "cursor", message: "Give the `nextCursor` of the page before." }],
    });
  return { us: Number(us), toMs: Math.floor(Number(us) / 1_000) + 1, spanId };
}

type Found = Awaited<ReturnType<typeof readSpans>>[number];
const newestFirst = (a: Found, b: Found) => b.startUs - a.startUs || (a.spanId < b.spanId ? 1 : -1);
const slowestFirst = (a: Found, b: Found) => b.durationNs - a.durationNs || newestFirst(a, b);

async function readSpans(
  ctx: Context,
  { condition, onlyRoots }: SpanSelection,
  slice: { from: Date; to: Date },
  cursor: Cursor | undefined,
  { isNewest, limit }: { isNewest: boolean; limit: number },
) {
  return ctx.db
    .select(outlineColumns)
    .from(spans)
    .where(
      and(
        gte(spans.at, slice.from),
        lt(spans.at, slice.to),
        cursor && beyond(cursor),
        condition,
        onlyRoots ? beginsTrace : undefined,
      ),
    )
    .orderBy(...(isNewest ? [desc(spans.at), desc(spans.spanId)] : [desc(spans.durationNs), desc(spans.at)]))
    .limit(limit);
}

const beyond = ({ us, spanId }: Cursor): SQL | undefined => {
  const at = sql`to_timestamp(${us}::float8 / 1000000)`;
  return or(lt(spans.at, at), and(sql`${spans.at} = ${at}`, lt(spans.spanId, Buffer.from(spanId, "hex"))));
};

/** Nothing is known of a span before it: a browser that sends nothing may have begun the trace. */
const beginsTrace = sql`(spans.parent_id is null or not exists (
  select 1 from spans as above
  where above.trace_id = spans.trace_id and above.span_id = spans.parent_id
    and above.at between spans.at - interval '1 hour' and spans.at + interval '1 minute'))`;

async function asViews(
  ctx: Context,
  { places }: SpanSelection,
  shown: readonly Found[],
): Promise<TracesView["items"]> {
  const known = await summaries(ctx, shown);
  return shown.map((row) => {
    const { root, spans: count, errors, services } = known.get(row.traceId) ?? NOTHING;
    return {
      traceId: row.traceId,
      span: { ...outlineOf(row), ...placeOf(places.get(row.sourceId)) },
      root:
        root && root.spanId !== row.spanId
          ? { name: root.name, service: root.service, durationMs: root.durationMs }
          : null,
      spans: count,
      errors,
      services,
    };
  });
}

const NOTHING = { root: null, spans: 1, errors: 0, services: [] };
