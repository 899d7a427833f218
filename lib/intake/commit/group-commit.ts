import { createHash } from "node:crypto";

import type { Context, JobActor } from "@/lib/core/context";
import { isDatabaseTrouble, isDatabaseUnavailable, isUnwritable } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";
import type { IntakePlace } from "@/lib/telemetry/contract";
import { type Drop, firstOfRequests } from "@/lib/telemetry/intake";

import type { Taken } from "../endpoints/endpoint";
import { Undecodable } from "../undecodable";
import { announceTaken } from "./announce-taken";
import { writeTaken } from "./write-taken";

/** About four thousand spans: from there on a larger transaction is no cheaper for each of them. */
const ENOUGH_BYTES = 1_500_000;
/** So long a request waits for others to be written with. */
const PATIENCE_MS = 150;
/** While one transaction is written the next one is decoded. */
const WRITERS = 2;
const MOST_TRIES = 3;

export type Submission = {
  place: IntakePlace;
  /** What makes it the same request when it is sent again. */
  digest: string;
  bytes: number;
  decode: () => Taken;
  signal: Drop["signal"];
};
export type Outcome =
  | { kind: "kept"; taken: Taken; refused: number }
  | { kind: "undecodable"; status: Undecodable["status"]; message: string }
  | { kind: "unavailable" };

type Waiting = { submission: Submission; settle: (outcome: Outcome) => void };
type Decoded = Waiting & { taken: Taken };

export const digestOf = (key: string, path: string, body: Buffer): string =>
  createHash("sha256").update(`${key}\n${path}\n`).update(body).digest("hex");

/**
 * Writes many requests in one transaction, and answers each after its commit. Bodies wait as they came and are decoded
 * only when their turn has come, so that what waits is as large as it was sent.
 */
export class GroupCommit {
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #writing = 0;
  #timer: NodeJS.Timeout | undefined;
  #drops: Drop[] = [];
  #stopping = false;
  constructor(
    private readonly ctx: Context<JobActor>,
    private readonly shareOf: () => number,
  ) {}

  submit(submission: Submission): Promise<Outcome> {
    return new Promise((settle) => {
      this.#waiting.push({ submission, settle });
      this.#waitingBytes += submission.bytes;
      this.#goOn();
    });
  }

  /** Something that was refused without being read; written with the next transaction. */
  drop(drop: Drop): void {
    this.#remember(drop);
    this.#goOn();
  }

  #remember(drop: Drop): void {
    const same = this.#drops.find(
      ({ place, signal, reason }) =>
        place.serviceId === drop.place.serviceId &&
        place.environmentId === drop.place.environmentId &&
        signal === drop.signal &&
        reason === drop.reason,
    );
    if (same) same.items += drop.items;
    else this.#drops.push({ ...drop });
  }

  /** Writes what waits. Nothing may be submitted any more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    while (this.#waiting.length > 0 || this.#writing > 0 || this.#drops.length > 0) {
      this.#goOn();
      // oxlint-disable-next-line no-await-in-loop -- until nothing is left
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  #goOn(): void {
    if (this.#writing >= WRITERS) return;
    if (this.#waiting.length === 0 && this.#drops.length === 0) return;
    if (this.#waitingBytes >= ENOUGH_BYTES || this.#stopping) {
      this.#start();
      return;
    }
    this.#timer ??= setTimeout(() => this.#start(), PATIENCE_MS);
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#writing >= WRITERS) return;
    const group: Waiting[] = [];
    let bytes = 0;
    while (bytes < ENOUGH_BYTES) {
      const next = this.#waiting.shift();
      if (!next) break;
      bytes += next.submission.bytes;
      group.push(next);
    }
    this.#waitingBytes -= bytes;
    this.#writing += 1;
    const drops = this.#drops.splice(0);
    void this.#write(group, drops).finally(() => {
      this.#writing -= 1;
      this.#goOn();
    });
    this.#goOn();
  }

  async #write(group: readonly Waiting[], drops: Drop[]): Promise<void> {
    const decoded = group.flatMap((one): Decoded[] => {
      try {
        return [{ ...one, taken: one.submission.decode() }];
      } catch (error) {
        if (!(error instanceof Undecodable)) reportError(error, { seam: "intake decode" });
        const { place, signal } = one.submission;
        const status = error instanceof Undecodable ? error.status : 400;
        drops.push({ place, signal, reason: status === 413 ? "too_large" : "invalid", items: 1 });
        one.settle({
          kind: "undecodable",
          status,
          message: error instanceof Undecodable ? error.message : "It cannot be read.",
        });
        return [];
      }
    });
    try {
      await this.#commit(decoded, drops);
    } catch (error) {
      if (isAway(error)) {
        // The next transaction that goes through says what was refused until then.
        for (const drop of drops) this.#remember(drop);
        for (const { settle } of decoded) settle({ kind: "unavailable" });
        if (this.#stopping) this.#drops = [];
        else await new Promise((resolve) => setTimeout(resolve, 250));
        return;
      }
      reportError(error, { seam: "intake commit" });
      await this.#oneByOne(decoded, drops);
    }
  }

  /**
   * Something in one of them could not be written: the others are. Who sent it hears that it will never be, but only when
   * its values are to blame: for a bug of ours, or two that waited for each other too often, nobody should give up.
   */
  async #oneByOne(decoded: readonly Decoded[], drops: readonly Drop[]): Promise<void> {
    const left = [...drops];
    for (const one of decoded)
      try {
        // Without the counts: they may be what cannot be written, and nobody's telemetry waits for that.
        // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
        await this.#commit([one], []);
      } catch (error) {
        if (!isUnwritable(error)) {
          if (!isAway(error)) reportError(error, { seam: "intake commit" });
          one.settle({ kind: "unavailable" });
        } else {
          const { place, signal } = one.submission;
          left.push({ place, signal, reason: "invalid", items: 1 });
          one.settle({
            kind: "undecodable",
            status: 400,
            message: "It holds something that cannot be kept.",
          });
        }
      }
    await this.#count(left);
  }

  /** Counts that cannot be written although the database is there never will be: they are told to whoever runs Slipway. */
  async #count(drops: readonly Drop[]): Promise<void> {
    try {
      await this.#commit([], drops);
    } catch (error) {
      if (!isAway(error)) reportError(error, { seam: "intake drops" });
      else if (!this.#stopping) for (const drop of drops) this.#remember(drop);
    }
  }

  async #commit(decoded: readonly Decoded[], drops: readonly Drop[], tries = 1): Promise<void> {
    if (decoded.length === 0 && drops.length === 0) return;
    try {
      const { kept, changed } = await this.ctx.transaction(async (tx) => {
        const first = await firstOfRequests(
          tx,
          decoded.map(({ submission }) => submission.digest),
        );
        // A request that came twice at once is written for the one of the two.
        const fresh = decoded.filter(({ submission }) => first.delete(submission.digest));
        const written = await writeTaken(
          tx,
          fresh.map(({ taken }) => taken),
          this.shareOf(),
          drops,
        );
        return {
          kept: new Map(fresh.map((one, index) => [one, written[index]?.refused ?? 0])),
          changed: {
            serviceIds: written.flatMap((one) => one.serviceIds),
            lineServiceIds: written.flatMap((one) => one.lineServiceIds),
            topics: written.flatMap((one) => one.topics),
          },
        };
      });
      for (const one of decoded)
        one.settle({
          kind: "kept",
          taken: one.taken,
          refused: (one.taken.refused ?? 0) + (kept.get(one) ?? 0),
        });
      // A lost announcement is harmless: the next one makes browsers read again.
      announceTaken(this.ctx, changed).catch((error: unknown) => {
        if (!isAway(error)) reportError(error, { seam: "intake announce" });
      });
    } catch (error) {
      if (!isConflict(error) || tries >= MOST_TRIES) throw error;
      await this.#commit(decoded, drops, tries + 1);
    }
  }
}

const isAway = (error: unknown) => isDatabaseUnavailable(error) || isDatabaseTrouble(error);

/** A deadlock, or two that could not be put in an order: nothing was written, and it may be tried again. */
function isConflict(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ("code" in cause && (cause.code === "40P01" || cause.code === "40001")) return true;
  return false;
}
