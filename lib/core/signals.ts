import "server-only";
import postgres from "postgres";

import { reconnectPauseSeconds } from "@/db/client";
import { env } from "@/lib/env";

import { reportError } from "./report-error";

type Listener = (topic: string) => void;

/** "Anything may have changed": sent after the database link drops and returns. */
export const EVERYTHING = "*";

type Channel = { listeners: Set<Listener>; connection?: postgres.Sql };
const holder: typeof globalThis & { slipwaySignals?: Channel } = globalThis;
const channel = (holder.slipwaySignals ??= { listeners: new Set() });

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

function broadcast(topic: string) {
  for (const notify of channel.listeners) notify(topic);
}
