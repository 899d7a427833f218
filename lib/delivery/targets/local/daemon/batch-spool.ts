import { renameSync, statSync, writeFileSync } from "node:fs";
import { mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import type { z } from "zod";

import { Exclusive } from "./exclusive";
import { logger } from "./logger";

export type Spooled<Batch> = {
  folder: string;
  /** What its batches hold, for the log: "Counted requests". */
  what: string;
  schema: z.ZodType<Batch>;
  /** The time that a batch is of; what is older than `keepMs` gives way. */
  timeOf: (batch: Batch) => number;
  /** Counts what a batch held that is given up. */
  giveUp: (batch: Batch) => void;
  mostBytes: number;
  keepMs: number;
  nowMs?: (() => number) | undefined;
};

type Entry = { name: string; bytes: number };

/**
 * Batches on disk until somebody says that they are in the database: they outlive the daemon, and an outage of the
 * database. What is too much or too old gives way, oldest first, and `giveUp` counts it.
 */
export class BatchSpool<Batch extends { id: string }> {
  private readonly entries = new Map<string, Entry>();
  private readonly changes = new Exclusive();
  private readonly waiters = new Set<() => void>();
  private isOpen = false;

  constructor(private readonly of: Spooled<Batch>) {}

  /** Keeps a batch; never throws. On disk with its name or not at all, also when the machine loses power. */
  add(batch: Batch): Promise<void> {
    return this.changes.run(async () => {
      const name = this.nameOf(batch);
      try {
        await this.open();
        const file = await open(this.unfinished(name), "w", 0o600);
        try {
          await file.writeFile(JSON.stringify(batch));
          await file.sync();
        } finally {
          await file.close();
        }
        this.commit(name);
      } catch (error) {
        await rm(this.unfinished(name), { force: true }).catch(() => {});
        this.of.giveUp(batch);
        logger.error(`${this.of.what} could not be written to disk`, { error });
        return;
      }
      await this.makeRoom().catch((error: unknown) =>
        logger.error(`${this.of.what} that are old could not be removed`, { error }),
      );
    });
  }

  /** Writes a batch that is not one yet; returns its name. Throws when it cannot be written. Needs an open spool. */
  prepare(batch: Batch): string {
    const name = this.nameOf(batch);
    writeFileSync(this.unfinished(name), JSON.stringify(batch), { mode: 0o600 });
    return name;
  }

  /** Makes it one, at once. */
  commit(name: string): void {
    const bytes = statSync(this.unfinished(name)).size;
    renameSync(this.unfinished(name), join(this.of.folder, name));
    const id = NAME.exec(name)?.[1];
    if (id) this.entries.set(id, { name, bytes });
    for (const wake of this.waiters) wake();
  }

  /** Commits what was prepared before a crash, if it is still to be done. Before anything else is asked. */
  recover(name: string): void {
    if (!NAME.test(name)) return;
    try {
      renameSync(this.unfinished(name), join(this.of.folder, name));
    } catch {
      // It was committed before the crash.
    }
  }

  /**
   * The oldest ones, and the same again until they are forgotten: at most so many, and no more than `mostBytes` if that is
   * not one alone. What is read here is read on the thread that answers requests.
   */
  read(most: number, mostBytes = Infinity): Promise<Batch[]> {
    return this.changes.run(async () => {
      await this.open();
      await this.makeRoom();
      const batches: Batch[] = [];
      let bytes = 0;
      for (const [id, entry] of [...this.entries].slice(0, most)) {
        bytes += entry.bytes;
        if (batches.length > 0 && bytes > mostBytes) break;
        const batch = await this.parse(entry.name);
        if (batch) batches.push(batch);
        else await this.remove(id);
      }
      return batches;
    });
  }

  forget(ids: readonly string[]): Promise<void> {
    return this.changes.run(async () => {
      await this.open();
      for (const id of ids) await this.remove(id);
    });
  }

  /** Resolves when there is a batch, and after `limitMs` anyway. */
  filled(limitMs: number): Promise<void> {
    if (this.entries.size > 0) return Promise.resolve();
    return new Promise((done) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiters.delete(wake);
        done();
      };
      const timer = setTimeout(wake, limitMs);
      this.waiters.add(wake);
    });
  }

  /** Resolves when everything that was added is on disk, and there is room. */
  settled(): Promise<void> {
    return this.changes.run(async () => {
      await this.open();
      await this.makeRoom();
    });
  }

  /** Finds what an earlier daemon left; the names sort by time. */
  private async open(): Promise<void> {
    if (this.isOpen) return;
    const { folder } = this.of;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of (await readdir(folder)).toSorted()) {
      const id = NAME.exec(name)?.[1];
      if (id) this.entries.set(id, { name, bytes: (await stat(join(folder, name))).size });
      else await rm(join(folder, name), { force: true, recursive: true });
    }
    this.isOpen = true;
  }

  private async makeRoom(): Promise<void> {
    let bytes = 0;
    for (const entry of this.entries.values()) bytes += entry.bytes;
    const oldestMs = this.nowMs() - this.of.keepMs;
    for (const [id, entry] of this.entries) {
      if (bytes <= this.of.mostBytes && Number(entry.name.slice(0, 15)) >= oldestMs) return;
      const batch = await this.parse(entry.name);
      if (batch) this.of.giveUp(batch);
      await this.remove(id);
      bytes -= entry.bytes;
    }
  }

  private async parse(name: string): Promise<Batch | undefined> {
    try {
      return this.of.schema.parse(JSON.parse(await readFile(join(this.of.folder, name), "utf8")));
    } catch (error) {
      logger.error(`${this.of.what} on disk cannot be read; they are given up`, { file: name, error });
      return undefined;
    }
  }

  private async remove(id: string): Promise<void> {
    const entry = this.entries.get(id);
    if (entry) await rm(join(this.of.folder, entry.name), { force: true });
    this.entries.delete(id);
  }

  private nameOf(batch: Batch): string {
    return `${time(this.of.timeOf(batch))}-${time(this.nowMs())}-${batch.id}.json`;
  }

  private unfinished(name: string): string {
    return join(this.of.folder, `${name}.new`);
  }

  private nowMs(): number {
    return this.of.nowMs?.() ?? Date.now();
  }
}

const NAME = /^\d{15}-\d{15}-(bat_[0-9a-f]{24})\.json$/;
const time = (ms: number) => String(ms).padStart(15, "0");
