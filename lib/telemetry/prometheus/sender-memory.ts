import { createHash } from "node:crypto";

import type { Family } from "./samples";

/** A classic histogram at one instant, of which perhaps not everything has come. */
export type Parts = {
  /** Counts up to and including each bound; the one of Infinity is the count of all. */
  upTo: Map<number, number>;
  sum?: number | undefined;
  count?: number | undefined;
  startMs?: number | undefined;
};

const MOST_FAMILIES = 50_000;
const MOST_HISTOGRAMS = 50_000;
const MOST_WAITING = 10_000;
const MOST_BOUNDS = 1_001;
const MOST_UNIT_CHARS = 100;
const MOST_ID_CHARS = 200;
/** The rest of a histogram comes with the next request, or never. */
const WAITING_MS = 120_000;

/**
 * What remote_write does not say with each request: which type a metric has, which bounds a histogram has, and the first
 * part of one that was cut in two, because senders cut wherever a request is full. It is lost with the process, which
 * loses nothing for good: a histogram is cumulative, so the next whole point counts what a missing one would have.
 */
export class SenderMemory {
  readonly #families = new Map<string, Family>();
  readonly #bounds = new Map<string, readonly number[]>();
  readonly #waiting = new Map<string, { parts: Parts; owner: string; key: string; sinceMs: number }>();
  /** Histograms whose rest did not come, of owners that were not told yet. */
  readonly #givenUp = new Map<string, number>();
  constructor(private readonly nowMs: () => number = Date.now) {}

  familyOf = (owner: string, name: string): Family | undefined =>
    this.#families.get(short(`${owner} ${name}`));

  rememberFamily(owner: string, name: string, { type, unit }: Family): void {
    const family = { type, unit: unit.slice(0, MOST_UNIT_CHARS) };
    put(this.#families, short(`${owner} ${name}`), family, MOST_FAMILIES);
  }

  /** The parts of this instant that came before, or none. */
  take(key: string, atMs: number): Parts {
    const id = short(`${key} ${atMs}`);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting?.parts ?? { upTo: new Map() };
  }

  /** Whether all is there that this histogram had when it was whole the last time; remembered when it is. */
  isWhole(key: string, { upTo, sum, count }: Parts): boolean {
    if (sum === undefined || count === undefined || !upTo.has(Infinity)) return false;
    const id = short(key);
    const known = this.#bounds.get(id) ?? [];
    if (!known.every((bound) => upTo.has(bound))) return false;
    // One with more is not kept anyway.
    if (upTo.size <= MOST_BOUNDS) put(this.#bounds, id, [...upTo.keys()], MOST_HISTOGRAMS);
    return true;
  }

  wait(owner: string, key: string, atMs: number, parts: Parts): void {
    this.#waiting.set(short(`${key} ${atMs}`), { parts, owner, key: short(key), sinceMs: this.nowMs() });
  }

  /** Forgets those whose rest did not come, and says how many of this owner's that were. */
  giveUp(owner: string): number {
    for (const [id, { owner: whose, key, sinceMs, parts }] of this.#waiting) {
      if (this.#waiting.size <= MOST_WAITING && this.nowMs() - sinceMs < WAITING_MS) break;
      this.#waiting.delete(id);
      // Perhaps it has other bounds since its process was replaced: the next one is taken as it comes.
      if (parts.upTo.has(Infinity)) this.#bounds.delete(key);
      this.#givenUp.set(whose, (this.#givenUp.get(whose) ?? 0) + 1);
    }
    const given = this.#givenUp.get(owner) ?? 0;
    this.#givenUp.delete(owner);
    return given;
  }
}

/** An id holds all labels, which may be as long as a request. */
const short = (id: string): string =>
  id.length <= MOST_ID_CHARS ? id : createHash("sha256").update(id).digest("base64url");

function put<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
