import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { type LostCount, TrafficBatch } from "@/lib/telemetry/contract";

import { Exclusive } from "./exclusive";
import { logger } from "./logger";

/** How much may wait, in bytes and in time. */
type SpoolLimits = { trafficSpoolBytes: number; trafficSpoolMs: number };
type Entry = { name: string; bytes: number };

/**
 * Counted requests on disk, from the end of their window until somebody says that they are in the database: they
 * outlive the gateway, and an outage of the database. What is too much or too old gives way, oldest first, and that is
 * counted too.
 */
export class TrafficSpool {
  private readonly entries = new Map<string, Entry>();
  private readonly lost = new Map<string, number>();
  private readonly changes = new Exclusive();
  private isOpen = false;

  constructor(
    private readonly folder: string,
    private readonly limits: SpoolLimits,
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** Keeps a batch; never throws. */
  add(batch: TrafficBatch): Promise<void> {
    return this.changes.run(async () => {
      try {
        await this.open();
        await this.write(batch);
      } catch (error) {
        this.giveUp(batch);
        logger.error("Counted requests could not be written to disk", { error });
        return;
      }
      await this.makeRoom().catch((error: unknown) =>
        logger.error("Old counts of requests could not be removed", { error }),
      );
    });
  }

  /**
   * The oldest ones, and the same again until they are forgotten: at most so many, and no more than `mostBytes` if that is
   * not one alone. What is read here is read on the thread that answers requests.
   */
  read(most: number, mostBytes = Infinity): Promise<TrafficBatch[]> {
    return this.changes.run(async () => {
      await this.open();
      await this.makeRoom();
      const batches: TrafficBatch[] = [];
      let bytes = 0;
      for (const [id, entry] of [...this.entries].slice(0, most)) {
        bytes += entry.bytes;
        if (bytes > mostBytes && batches.length > 0) break;
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

  /** Resolves when everything that was added is on disk. */
  settled(): Promise<void> {
    return this.changes.run(async () => {});
  }

  /** Requests whose counts were given up since it was last asked, for the next batch to tell of. */
  takeLost(): LostCount[] {
    const lost = [...this.lost].map(([placementId, requests]) => ({ placementId, requests }));
    this.lost.clear();
    return lost;
  }

  /** Finds what an earlier gateway left; the names sort by time. */
  private async open(): Promise<void> {
    if (this.isOpen) return;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const name of (await readdir(this.folder)).toSorted()) {
      const id = NAME.exec(name)?.[1];
      if (id) this.entries.set(id, { name, bytes: (await stat(join(this.folder, name))).size });
      else await rm(join(this.folder, name), { force: true, recursive: true });
    }
    this.isOpen = true;
  }

  /** On disk with its name, or not there at all, also when the machine loses power or the disk is full. */
  private async write(batch: TrafficBatch): Promise<void> {
    const text = JSON.stringify(batch);
    const name = `${String(batch.minuteMs).padStart(15, "0")}-${String(this.nowMs()).padStart(15, "0")}-${batch.id}.json`;
    const path = join(this.folder, name);
    try {
      const file = await open(`${path}.new`, "w", 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
    } catch (error) {
      await rm(`${path}.new`, { force: true }).catch(() => {});
      throw error;
    }
    this.entries.set(batch.id, { name, bytes: Buffer.byteLength(text) });
  }

  private async makeRoom(): Promise<void> {
    let bytes = 0;
    for (const entry of this.entries.values()) bytes += entry.bytes;
    const oldestMs = this.nowMs() - this.limits.trafficSpoolMs;
    for (const [id, entry] of this.entries) {
      if (bytes <= this.limits.trafficSpoolBytes && Number(entry.name.slice(0, 15)) >= oldestMs) return;
      const batch = await this.parse(entry.name);
      if (batch) this.giveUp(batch);
      await this.remove(id);
      bytes -= entry.bytes;
    }
  }

  private giveUp({ counts, lost }: TrafficBatch): void {
    for (const { placementId, requests } of [...counts, ...lost])
      this.lost.set(placementId, (this.lost.get(placementId) ?? 0) + requests);
  }

  private async parse(name: string): Promise<TrafficBatch | undefined> {
    try {
      return TrafficBatch.parse(JSON.parse(await readFile(join(this.folder, name), "utf8")));
    } catch (error) {
      logger.error("Counted requests on disk cannot be read; they are given up", { file: name, error });
      return undefined;
    }
  }

  private async remove(id: string): Promise<void> {
    const entry = this.entries.get(id);
    if (entry) await rm(join(this.folder, entry.name), { force: true });
    this.entries.delete(id);
  }
}

const NAME = /^\d{15}-\d{15}-(bat_[0-9a-f]{24})\.json$/;
