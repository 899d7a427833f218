import { randomBytes } from "node:crypto";

import type {
  LostOutput,
  OutputBatch,
  OutputLoss,
  OutputStream,
  ProcessOutput,
  ProcessUsage,
} from "@/lib/telemetry/contract";

export type Owner = { placementId: string; releaseId: string; instanceId: string };

/** What was read and is not yet on disk. */
export class OpenBatch {
  private output = new Map<string, ProcessOutput>();
  private usage: ProcessUsage[] = [];
  private lost = new Map<string, LostOutput>();
  /** About what it will take on disk. */
  bytes = 0;

  get isEmpty(): boolean {
    return this.output.size === 0 && this.usage.length === 0 && this.lost.size === 0;
  }

  add(owner: Owner, stream: OutputStream, atMs: number, text: string): void {
    const key = `${owner.instanceId} ${stream}`;
    const of = this.output.get(key) ?? { ...owner, stream, records: [] };
    of.records.push([atMs, text]);
    this.output.set(key, of);
    this.bytes += text.length + RECORD_BYTES;
  }

  addUsage(rows: readonly ProcessUsage[]): void {
    this.usage.push(...rows);
    this.bytes += rows.length * USAGE_BYTES;
  }

  addLost(owner: Owner, reason: OutputLoss, lines: number, atMs: number): void {
    const key = `${owner.instanceId} ${reason}`;
    const known = this.lost.get(key);
    if (known) known.lines += lines;
    else this.lost.set(key, { ...owner, atMs, reason, lines });
  }

  /** Everything as one batch; what comes from now on is another one. */
  seal(atMs: number): OutputBatch {
    const batch: OutputBatch = {
      id: `bat_${randomBytes(12).toString("hex")}`,
      atMs,
      output: [...this.output.values()],
      usage: this.usage,
      lost: [...this.lost.values()],
    };
    this.output = new Map();
    this.usage = [];
    this.lost = new Map();
    this.bytes = 0;
    return batch;
  }
}

const RECORD_BYTES = 20;
const USAGE_BYTES = 250;
