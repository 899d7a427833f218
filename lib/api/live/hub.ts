import "server-only";
import { changedSince, EVERYTHING, onSignal } from "@/lib/core/signals";

/** One change touches several topics and often several times; a watcher hears of them together. */
const COALESCE_MS = 25;
/** Below the 30 to 60 s after which proxies cut silent connections. */
const HEARTBEAT_MS = 20_000;

export type Watcher = {
  hears: (topic: string) => boolean;
  /** The same bytes go to every watcher; it must not change them. */
  send: (chunk: Uint8Array) => void;
  end: () => void;
};

const encoder = new TextEncoder();
const ALIVE = encoder.encode(": alive\n\n");
const watchers = new Set<Watcher>();
const waiting = new Set<string>();
let timers: { heartbeat: NodeJS.Timeout; batch?: NodeJS.Timeout | undefined } | undefined;
let stopListening = () => {};

function hear(topic: string) {
  waiting.add(topic);
  if (timers) timers.batch ??= setTimeout(flush, COALESCE_MS);
}

/** Safe to repeat, and repeated: a link that could not be made while the database was down is tried again. */
const listen = () => {
  stopListening = onSignal(hear);
};

/**
 * Adds a watcher until the returned function is called. One subscription and one heartbeat serve all of them.
 * @param sinceMs what changed from then on is told at once; without it, only what changes from now on.
 */
export function watch(watcher: Watcher, sinceMs?: number): () => void {
  if (watchers.size === 0) open();
  watchers.add(watcher);
  listen();
  if (sinceMs !== undefined) send(watcher, framesFor(changedSince(sinceMs))(watcher));
  return () => {
    if (watchers.delete(watcher) && watchers.size === 0) close();
  };
}

export const watcherCount = (): number => watchers.size;

function open() {
  timers = { heartbeat: setInterval(beat, HEARTBEAT_MS) };
  process.once("SIGTERM", endAll);
  process.once("SIGINT", endAll);
}

function beat() {
  listen();
  sendAll(() => ALIVE);
}

function close() {
  stopListening();
  clearInterval(timers?.heartbeat);
  clearTimeout(timers?.batch);
  timers = undefined;
  waiting.clear();
  process.off("SIGTERM", endAll);
  process.off("SIGINT", endAll);
}

/**
 * Sends what has gathered. Every topic is encoded once, and a batch that a watcher may hear whole is one chunk that
 * all of those share.
 */
function flush() {
  if (timers) timers.batch = undefined;
  const topics = waiting.has(EVERYTHING) ? [EVERYTHING] : [...waiting];
  waiting.clear();
  sendAll(framesFor(topics));
}

function framesFor(topics: readonly string[]): (watcher: Watcher) => Uint8Array {
  const frames = topics.map((topic) => ({ topic, text: `event: change\ndata: ${topic}\n\n` }));
  const whole = encoder.encode(frames.map(({ text }) => text).join(""));
  return (watcher) => {
    const heard = frames.filter(({ topic }) => topic === EVERYTHING || watcher.hears(topic));
    if (heard.length === frames.length) return whole;
    return encoder.encode(heard.map(({ text }) => text).join(""));
  };
}

function sendAll(chunkFor: (watcher: Watcher) => Uint8Array) {
  for (const watcher of watchers) send(watcher, chunkFor(watcher));
}

function send(watcher: Watcher, chunk: Uint8Array) {
  if (chunk.byteLength > 0) watcher.send(chunk);
}

/**
 * An open stream would keep the web server from closing. If nobody else listens for the signal, it is raised again,
 * because having listened took its default effect away.
 */
function endAll(signal: NodeJS.Signals) {
  for (const watcher of watchers) watcher.end();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
