import "server-only";
import postgres from "postgres";

import { reconnectPauseSeconds } from "@/db/client";
import { env } from "@/lib/env";

import { reportError } from "./report-error";

type Listener = (topic: string) => void;

/** "Anything may have changed": sent after the database link drops and returns. */
export const EVERYTHING = "*";

/** How long it is remembered what changed. Whoever was away for longer reads everything again. */
const REMEMBERED_MS = 60_000;
const REMEMBERED_TOPICS = 5_000;

/** `heard`: topics and when each was heard last, the newest at the end. */
type Channel = { listeners: Set<Listener>; heard: Map<string, number>; connection?: postgres.Sql };
const holder: typeof globalThis & { slipwaySignals?: Channel } = globalThis;
const channel: Channel = (holder.slipwaySignals ??= { listeners: new Set(), heard: new Map() });

/** One LISTEN connection per process, however many browsers are watching; postgres.js reconnects it by itself. */
export function onSignal(listener: Listener): () => void {
  if (!channel.connection) {
    channel.connection = postgres(env().DATABASE_URL, {
      max: 1,
      backoff: reconnectPauseSeconds,
      onnotice: () => {},
    });
    channel.connection
      .listen("live", broadcast, () => broadcast(EVERYTHING))
      // It listens by itself once the database is there; a second connection would say everything twice.
      .catch((error: unknown) => reportError(error, { seam: "signals" }));
  }
  channel.listeners.add(listener);
  return () => channel.listeners.delete(listener);
}

/**
 * The topics that changed since a moment: what a page that was rendered then does not show. Before this process listened
 * there is nothing to tell, because the link says that anything may have changed once it is there.
 * @param sinceMs of this machine's clock, as `Date.now()` has it.
 */
export function changedSince(sinceMs: number): string[] {
  if (!(Date.now() - sinceMs < REMEMBERED_MS)) return [EVERYTHING];
  const changed = [...channel.heard].filter(([, atMs]) => atMs >= sinceMs).map(([topic]) => topic);
  return changed.includes(EVERYTHING) ? [EVERYTHING] : changed;
}

function remember(topic: string) {
  const { heard } = channel;
  const nowMs = Date.now();
  if (heard.size >= REMEMBERED_TOPICS) {
    heard.clear();
    heard.set(EVERYTHING, nowMs);
  }
  heard.delete(topic);
  heard.set(topic, nowMs);
  for (const [oldest, atMs] of heard) {
    if (nowMs - atMs < REMEMBERED_MS) break;
    heard.delete(oldest);
  }
}

function broadcast(topic: string) {
  remember(topic);
  for (const notify of channel.listeners) notify(topic);
}
