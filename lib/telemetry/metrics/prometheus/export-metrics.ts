import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";

import { metricsExports } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { topics } from "../../contract";
import { encodeWrite, type WrittenSeries } from "../../prometheus/encode-write";
import { configuredEngine } from "../configured-engine";
import { type Engine, WriteFailed } from "./engine";
import { MINUTE_MS } from "./minute-parts";
import { readMinute } from "./read-minute";

/** A minute is written when it has been over for so long: by then gateways and SDKs have told of it. */
const SETTLED_MS = 60_000;
/** In one round, so that others may take over. After an outage the rounds follow each other. */
const MOST_MINUTES = 30;
const MOST_SERIES = 2_000;
const HELD_MS = 120_000;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;
const MOST_ERROR_CHARS = 500;

/**
 * Writes the minutes that are over to the engine, in order. How far it came is in the database: a minute that was not
 * taken comes again, with longer pauses; one that the engine refuses for good is counted, and the next one follows.
 */
export async function exportMetrics(
  ctx: Context<JobActor>,
  engine: Engine | undefined = configuredEngine(),
  now = new Date(),
): Promise<void> {
  if (!engine) return;
  const held = await hold(ctx, engine.writeUrl, now);
  if (!held) return;
  let { sentUntil: until, failures } = held;
  try {
    for (let round = 0; round < MOST_MINUTES; round += 1) {
      const next = new Date(until.getTime() + MINUTE_MS);
      if (next.getTime() + SETTLED_MS > now.getTime()) break;
      // oxlint-disable-next-line no-await-in-loop -- in the order of time
      const written = await writeMinute(engine, await readMinute(ctx, until));
      // oxlint-disable-next-line no-await-in-loop -- remembered before the next one is written
      const isOurs = await keep(ctx, engine.writeUrl, until, {
        sentUntil: next,
        heldUntil: inMs(HELD_MS),
        failures: 0,
        sentSamples: sql`${metricsExports.sentSamples} + ${written.sent}`,
        lostSamples: sql`${metricsExports.lostSamples} + ${written.lost}`,
        ...(written.error === undefined ? {} : errorOf(written.error)),
      });
      if (!isOurs) return;
      until = next;
      failures = 0;
    }
    await keep(ctx, engine.writeUrl, until, { heldUntil: inMs(0) });
  } catch (error) {
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
    await keep(ctx, engine.writeUrl, until, {
      failures: failures + 1,
      heldUntil: inMs(pauseMs),
      ...errorOf(error instanceof WriteFailed ? error.message : "The minute could not be read here."),
    });
    if (!(error instanceof WriteFailed)) throw error;
  }
}

/** By the clock of the database, which all workers share. */
const inMs = (ms: number) => sql`now() + ${`${ms} ms`}::interval`;

const errorOf = (message: string) => ({
  lastError: message.slice(0, MOST_ERROR_CHARS).replaceAll("\u0000", ""),
  lastErrorAt: new Date(),
});

/** The row, when nobody else writes or waits; a new engine begins with the hour that is under way. */
async function hold(ctx: Context<JobActor>, writeUrl: string, now: Date) {
  return advance(ctx, async (tx) => {
    const sentUntil = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
    await tx
      .insert(metricsExports)
      .values({ writeUrl, sentUntil, heldUntil: sentUntil })
      .onConflictDoNothing();
    const [held] = await tx
      .update(metricsExports)
      .set({ heldUntil: inMs(HELD_MS) })
      .where(sql`${metricsExports.writeUrl} = ${writeUrl} and ${metricsExports.heldUntil} <= now()`)
      .returning({ sentUntil: metricsExports.sentUntil, failures: metricsExports.failures });
    return { result: held };
  });
}

/**
 * False when somebody else wrote this minute meanwhile: a write may take longer than the row is held, and how far it came
 * never goes back.
 */
const keep = (
  ctx: Context<JobActor>,
  writeUrl: string,
  sentUntil: Date,
  changed: PgUpdateSetSource<typeof metricsExports>,
): Promise<boolean> =>
  advance(ctx, async (tx) => {
    const kept = await tx
      .update(metricsExports)
      .set(changed)
      .where(and(eq(metricsExports.writeUrl, writeUrl), eq(metricsExports.sentUntil, sentUntil)))
      .returning({ writeUrl: metricsExports.writeUrl });
    return { result: kept.length > 0, topics: kept.length > 0 ? [topics.metricsEngine] : [] };
  });

type Written = { sent: number; lost: number; error?: string };

/** Throws WriteFailed for what may be taken later. */
async function writeMinute(engine: Engine, all: readonly WrittenSeries[]): Promise<Written> {
  const series = once(all);
  const written: Written = { sent: 0, lost: samplesOf(all) - samplesOf(series) };
  for (let from = 0; from < series.length; from += MOST_SERIES) {
    const part = series.slice(from, from + MOST_SERIES);
    try {
      // oxlint-disable-next-line no-await-in-loop -- no more at once than an engine likes
      await engine.write(encodeWrite(part));
      written.sent += samplesOf(part);
    } catch (error) {
      if (!(error instanceof WriteFailed) || !error.isLost) throw error;
      written.lost += samplesOf(part);
      written.error = error.message;
    }
  }
  return written;
}

const samplesOf = (series: readonly WrittenSeries[]) =>
  series.reduce((sum, { samples }) => sum + samples.length, 0);

/** Two metrics whose names differ in dots only are one over there, and an engine refuses all of a request with two values. */
function once(series: readonly WrittenSeries[]): WrittenSeries[] {
  const seen = new Set<string>();
  return series.filter(({ labels }) => {
    const key = JSON.stringify(labels);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
