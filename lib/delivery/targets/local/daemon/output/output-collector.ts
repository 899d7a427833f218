import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";

import { createSecretMask } from "@/lib/core/mask-secrets";
import type { ProcessUsage } from "@/lib/telemetry/contract";

import type { Limits } from "../limits";
import type { LogObserver, Stream } from "../log-file";
import { logger } from "../logger";
import { FollowedFile } from "./followed-file";
import { LineBudget } from "./line-budget";
import { OpenBatch, type Owner } from "./open-batch";
import { createOutputSpool, type OutputSpool } from "./output-spool";
import { Positions } from "./positions";

type Followed = { path: string; file: FollowedFile };

/**
 * Reads what all instances print and hands it over in batches, masked and by release. It reads the files that the processes
 * write to, by offset, in pieces between which requests pass; the positions are kept together with each batch, so that a
 * daemon that is killed neither loses a line nor tells one twice.
 */
export class OutputCollector {
  private readonly batch = new OpenBatch();
  private readonly positions: Positions;
  readonly spool: OutputSpool;
  private readonly followed = new Set<Followed>();
  private timer: NodeJS.Timeout | undefined;
  private restsUntilMs = 0;

  constructor(
    folder: string,
    private readonly limits: Limits,
  ) {
    this.positions = new Positions(join(folder, "output.json"));
    this.spool = createOutputSpool(join(folder, "output"), limits, this.batch);
  }

  /** Finds what an earlier daemon left. Before any instance is followed. */
  async open(): Promise<void> {
    if (this.positions.pending) this.spool.recover(this.positions.pending);
    await this.spool.settled().catch((error: unknown) => {
      // What services print is then counted as lost; they run all the same.
      logger.error("The folder for the lines of services cannot be used", { error });
    });
    this.again();
  }

  /** Follows the files of an instance until its log is closed. */
  follow(owner: Owner, folder: string, secrets: readonly string[]): LogObserver {
    const mask = createSecretMask();
    mask.hide(secrets);
    const budget = new LineBudget(this.limits.outputLinesPerSecond);
    const follow = (stream: Stream): Followed => {
      const path = join(folder, `${stream}.log`);
      const sink = {
        record: (atMs: number, text: string) => this.batch.add(owner, stream, atMs, text),
        lost: (lines: number) => this.batch.addLost(owner, "rate", lines, Date.now()),
        mask: (text: string) => mask.mask(text),
        grant: (lines: number, bytes: number) => budget.take(lines, bytes),
      };
      const one = { path, file: new FollowedFile(path, sink, this.positions.get(path)) };
      this.followed.add(one);
      return one;
    };
    const streams = { stdout: follow("stdout"), stderr: follow("stderr") };
    const both = Object.values(streams);
    return {
      mayEmpty: (stream) => streams[stream].file.mayBeEmptied,
      beforeEmptying: (stream) => {
        const { file } = streams[stream];
        file.drain();
        this.seal();
        // What was written while that was written to disk; nothing but the emptying is left to do now.
        file.drain();
      },
      emptied: (stream) => streams[stream].file.startOver(),
      system: (text) => {
        // What it printed before comes before; an instance that is stopped may still be spoken of.
        for (const one of both) if (this.followed.has(one)) one.file.drain();
        this.batch.add(owner, "system", Date.now(), mask.mask(text));
      },
      closed: () => {
        if (!this.followed.has(streams.stdout)) return;
        for (const one of both) {
          one.file.drain();
          this.positions.set(one.path, one.file.position);
          this.followed.delete(one);
          one.file.close();
        }
        this.seal();
        for (const { path } of both) this.positions.forget(path);
      },
    };
  }

  addUsage(rows: readonly ProcessUsage[]): void {
    this.batch.addUsage(rows);
  }

  /** Keeps what was read so far. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.seal();
    for (const { file } of this.followed) file.close();
    this.followed.clear();
  }

  private again(): void {
    this.timer = setTimeout(() => {
      const round = this.round().catch((error: unknown) =>
        logger.error("The output of services could not be read", { error }),
      );
      void round.then(() => this.timer && this.again());
    }, this.limits.outputMs);
    this.timer.unref();
  }

  private async round(): Promise<void> {
    for (const one of this.followed) {
      // Requests pass between two pieces.
      while (this.followed.has(one) && one.file.step()) {
        if (this.batch.bytes > BATCH_BYTES) this.seal();
        await nextTurn();
      }
      if (this.batch.bytes > BATCH_BYTES) this.seal();
    }
    this.seal();
  }

  /** Synchronous, so that nothing comes between the batch and the positions that belong to it. */
  private seal(): void {
    const isResting = Date.now() < this.restsUntilMs && this.batch.bytes < MOST_BYTES;
    if (this.batch.isEmpty || isResting) return;
    for (const { path, file } of this.followed) this.positions.set(path, file.position);
    const batch = this.batch.seal(Date.now());
    try {
      const name = this.spool.prepare(batch);
      this.positions.save(name);
      this.spool.commit(name);
    } catch (error) {
      logger.error("Lines of services could not be written to disk", { error });
      for (const { records, ...owner } of batch.output)
        this.batch.addLost(owner, "spool", records.length, batch.atMs);
      for (const { reason, lines, atMs, ...owner } of batch.lost)
        this.batch.addLost(owner, reason, lines, atMs);
      this.restsUntilMs = Date.now() + REST_MS;
    }
    void this.spool.settled().catch(() => {});
  }
}

const BATCH_BYTES = 512 * 1024;
/** A disk that is full is asked again after a while, unless memory would have to hold more than this. */
const MOST_BYTES = 4 * 1024 * 1024;
const REST_MS = 5_000;
