import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { Context, JobActor } from "@/lib/core/context";

import { LOG_ORIGINS, type OutputBatch, type OutputStream } from "../contract";
import { recogniseLine } from "../logs/recognise";
import { demandMachinery } from "../policy";
import { addUsage } from "./add-usage";
import { announceLines, announceTelemetry } from "./announce";
import { knownReleases, type Place, readPlaces, sourceIds } from "./dictionaries";
import { recordDrops } from "./record-drops";
import { takeOver } from "./take-over";

/**
 * Takes over what processes printed and used. Each batch is one transaction and counts once, however often it is handed
 * over: whoever asks may forget it when this resolves. Says whether something waits to be announced.
 */
export async function recordOutput(
  ctx: Context<JobActor>,
  batches: readonly OutputBatch[],
  nowMs = Date.now(),
): Promise<{ isWaiting: boolean }> {
  demandMachinery(ctx.actor);
  const [lines, usage] = [new Set<string>(), new Set<string>()];
  for (const batch of batches) {
    // oxlint-disable-next-line no-await-in-loop -- in the order in which they were printed
    const about = await takeOver(ctx, inTime(batch, nowMs), record, giveUp);
    for (const id of about?.lines ?? []) lines.add(id);
    for (const id of about?.usage ?? []) usage.add(id);
  }
  await announceTelemetry(ctx, usage);
  return { isWaiting: await announceLines(ctx, lines) };
}

type About = { lines: readonly string[]; usage: readonly string[] };
type Owner = { placementId: string; releaseId: string };
type SourceOf = (owner: Owner) => { sourceId: number; place: Place } | undefined;

/** A target keeps what it read for two days; each day with a line is a table. */
const OLDEST_MS = 3 * 86_400_000;
const NEWEST_MS = 10 * 60_000;

/** What claims to be of a time that cannot be, for its file or its clock says so, is of now. */
function inTime(batch: OutputBatch, nowMs: number): OutputBatch {
  const at = (ms: number) => (ms >= nowMs - OLDEST_MS && ms <= nowMs + NEWEST_MS ? ms : nowMs);
  return {
    ...batch,
    output: batch.output.map((part) => ({
      ...part,
      records: part.records.map(([ms, text]) => [at(ms), text] as const),
    })),
    usage: batch.usage.map((row) => ({ ...row, atMs: at(row.atMs) })),
    lost: batch.lost.map((row) => ({ ...row, atMs: at(row.atMs) })),
  };
}

/** Returns the services that it says something of. */
async function record(tx: Tx, batch: OutputBatch): Promise<About> {
  const sourceOf = await sourcesOf(tx, [...batch.output, ...batch.usage, ...batch.lost]);
  await addLines(tx, batch, sourceOf);
  await addUsage(
    tx,
    batch.usage.flatMap((row) => {
      const source = sourceOf(row);
      return source ? [{ ...row, source: source.sourceId }] : [];
    }),
  );
  await addLost(tx, batch, sourceOf);
  const about = (owners: readonly Owner[]) => [
    ...new Set(owners.flatMap((owner) => sourceOf(owner)?.place.serviceId ?? [])),
  ];
  return { lines: about([...batch.output, ...batch.lost]), usage: about(batch.usage) };
}

/** Counts its lines as not kept. */
async function giveUp(tx: Tx, { output }: OutputBatch): Promise<About> {
  const sourceOf = await sourcesOf(tx, output);
  await recordDrops(
    tx,
    output.flatMap((part) => {
      const place = sourceOf(part)?.place;
      return place ? [{ place, signal: "logs", reason: "invalid", items: part.records.length }] : [];
    }),
  );
  return { lines: [], usage: [] };
}

async function sourcesOf(tx: Tx, owners: readonly Owner[]): Promise<SourceOf> {
  const places = await readPlaces(tx, [...new Set(owners.map(({ placementId }) => placementId))]);
  const releases = await knownReleases(tx, [...new Set(owners.map(({ releaseId }) => releaseId))]);
  const named = ({ placementId, releaseId }: Owner) => {
    const place = places.get(placementId);
    return place && { ...place, releaseId: releases.has(releaseId) ? releaseId : null };
  };
  const { idOf } = await sourceIds(
    tx,
    owners.flatMap((owner) => named(owner) ?? []),
  );
  return (owner) => {
    const source = named(owner);
    const id = source && idOf(source);
    return source && id !== undefined ? { sourceId: id, place: source } : undefined;
  };
}

async function addLines(tx: Tx, { output }: OutputBatch, sourceOf: SourceOf): Promise<void> {
  const rows = output.flatMap((part) => {
    const source = sourceOf(part);
    if (!source) return [];
    let lastUs = 0;
    return part.records.map(([readAtMs, text]) => {
      const { atMs, ...line } = recogniseLine(text, readAtMs);
      // Lines of one read have one time; a microsecond after each other they keep their order.
      const us = Math.round(atMs * 1_000);
      lastUs = us > lastUs || us < lastUs - ORDERED_WITHIN_US ? us : lastUs + 1;
      return { us: lastUs, source: source.sourceId, origin: originOf(part.stream), ...line };
    });
  });
  if (rows.length === 0) return;
  const [first, last] = rows.reduce(
    ([low, high], { us }) => [Math.min(low, us), Math.max(high, us)],
    [Infinity, 0],
  );
  await tx.execute(
    sql`select make_evidence_partitions('logs', ${instant(first)}::timestamptz, ${instant(last)}::timestamptz)`,
  );
  await tx.execute(sql`
    insert into logs (at, source_id, severity, origin, trace_id, span_id, body, attributes)
    select timestamptz 'epoch' + us * interval '1 microsecond', source, severity, origin, decode("traceId", 'hex'),
      decode("spanId", 'hex'), body, attributes
    from json_to_recordset(${JSON.stringify(rows)}::json) as line(us bigint, source int, severity smallint, origin smallint,
      "traceId" text, "spanId" text, body text, attributes jsonb)`);
}

const originOf = (stream: OutputStream): number => LOG_ORIGINS.indexOf(stream);
const instant = (us: number): string => new Date(us / 1_000).toISOString();
/** What is older than that came late; its own time tells its place. */
const ORDERED_WITHIN_US = 1_000_000;

/** As "what one does not see", and as a line where they are missing. */
async function addLost(tx: Tx, { lost }: OutputBatch, sourceOf: SourceOf): Promise<void> {
  const rows = lost.flatMap((each) => {
    const source = sourceOf(each);
    return source ? [{ ...each, ...source.place, source: source.sourceId }] : [];
  });
  if (rows.length === 0) return;
  const [first, last] = [
    Math.min(...rows.map(({ atMs }) => atMs)),
    Math.max(...rows.map(({ atMs }) => atMs)),
  ];
  const told = rows.map(({ atMs, source, lines, reason }) => ({
    atMs,
    source,
    body: `${lines.toLocaleString("en")} lines are missing here: ${WHY[reason]}.`,
    attributes: { "slipway.lost_lines": lines, "slipway.reason": reason },
  }));
  await tx.execute(
    sql`select make_evidence_partitions('logs', ${new Date(first).toISOString()}::timestamptz, ${new Date(last).toISOString()}::timestamptz)`,
  );
  await tx.execute(sql`
    insert into logs (at, source_id, severity, origin, body, attributes)
    select timestamptz 'epoch' + "atMs" * interval '1 millisecond', source, 13, ${LOG_ORIGINS.indexOf("system")}, body, attributes
    from json_to_recordset(${JSON.stringify(told)}::json) as told("atMs" bigint, source int, body text, attributes jsonb)`);
  await recordDrops(
    tx,
    rows.map(({ serviceId, environmentId, reason, lines }) => ({
      place: { serviceId, environmentId },
      signal: "logs",
      reason: reason === "rate" ? "overload" : "budget",
      items: lines,
    })),
  );
}

const WHY = {
  rate: "they came faster than lines are kept",
  spool: "the portal or its database was away for too long",
};
