import {
  closeSync,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
} from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";

import type { ReportLine } from "../../target";
import type { Limits } from "./limits";

export type SequencedLine = { sequence: number; line: ReportLine };
export type Stream = "stdout" | "stderr";

/** Whoever reads the same files for longer than we keep them, and is asked before they are emptied. */
export type LogObserver = {
  mayEmpty(stream: Stream): boolean;
  /** The last moment before the file is emptied: what is not read now is lost. */
  beforeEmptying(stream: Stream): void;
  emptied(stream: Stream): void;
  system(text: string): void;
  closed(): void;
};

/**
 * The output of one instance. The process appends to two files itself, so that it needs nobody to read; we follow
 * the files, keep the last lines in memory, and rotate by copy and truncate, because the process keeps its
 * descriptors. Lines are stamped when they are read.
 */
export class InstanceLog {
  private readonly followed: Record<Stream, Followed>;
  private readonly observer: LogObserver | undefined;
  private readonly ring: SequencedLine[] = [];
  private readonly listeners = new Set<(line: SequencedLine) => void>();
  private sequence = 0;

  constructor(
    readonly folder: string,
    private readonly limits: Limits,
    observe?: (folder: string) => LogObserver,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.followed = { stdout: this.follow("stdout"), stderr: this.follow("stderr") };
    this.observer = observe?.(folder);
  }

  /** Descriptors for a new process, opened for appending; the caller closes them once it has started. */
  openForProcess(): { stdout: number; stderr: number; close: () => void } {
    const stdout = openSync(this.path("stdout"), "a", 0o600);
    const stderr = openSync(this.path("stderr"), "a", 0o600);
    const close = () => {
      closeSync(stdout);
      closeSync(stderr);
    };
    return { stdout, stderr, close };
  }

  /** Everything the process ever printed, rotated parts included. */
  get writtenBytes(): number {
    return Object.values(this.followed).reduce((sum, file) => sum + file.rotatedBytes + sizeOf(file), 0);
  }

  /** Reads what is new, tells the listeners, and rotates what has grown too large. */
  poll(): void {
    for (const file of Object.values(this.followed)) {
      this.readNew(file);
      const isFull = sizeOf(file) > this.limits.logFileBytes;
      if (isFull && this.observer?.mayEmpty(file.stream) !== false) this.rotate(file);
    }
  }

  /** A line about the instance rather than from it. */
  system(text: string): void {
    this.add("system", text);
    this.observer?.system(text);
  }

  /** Calls back for every kept line after `afterSequence`, then for each new one. */
  subscribe(listener: (line: SequencedLine) => void, afterSequence = 0): () => void {
    for (const line of this.ring) if (line.sequence > afterSequence) listener(line);
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tail(count: number): ReportLine[] {
    return this.ring.slice(-count).map(({ line }) => line);
  }

  close(): void {
    this.poll();
    for (const file of Object.values(this.followed)) {
      this.flush(file);
      if (file.descriptor !== undefined) closeSync(file.descriptor);
      file.descriptor = undefined;
    }
    this.listeners.clear();
    this.observer?.closed();
  }

  /** Ends a line the process did not end itself, so that its last words are not lost. */
  flushPartial(): void {
    this.poll();
    for (const file of Object.values(this.followed)) this.flush(file);
  }

  private follow(stream: Stream): Followed {
    const descriptor = openSync(this.path(stream), "a+", 0o600);
    const size = fstatSync(descriptor).size;
    const start = Math.max(0, size - TAIL_BYTES);
    return {
      stream,
      descriptor,
      offset: start,
      rotatedBytes: 0,
      decoder: new StringDecoder("utf8"),
      partial: "",
      skipsToLineEnd: start > 0,
    };
  }

  private path(stream: Stream, generation = 0): string {
    return join(this.folder, generation === 0 ? `${stream}.log` : `${stream}.log.${generation}`);
  }

  private readNew(file: Followed): void {
    if (file.descriptor === undefined) return;
    const size = sizeOf(file);
    // Somebody else emptied it, as a release does that rotates by itself.
    if (size < file.offset) file.offset = 0;
    const behind = size - file.offset;
    if (behind === 0) return;
    if (behind > SKIP_BYTES) {
      this.add("system", `${behind - TAIL_BYTES} bytes of ${file.stream} came too fast to be shown`);
      file.offset += behind - TAIL_BYTES;
      file.partial = "";
      file.skipsToLineEnd = true;
    }
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    // Only what was there when we looked: a process that writes faster than we read would keep us here.
    while (file.offset < size) {
      const count = readSync(file.descriptor, chunk, 0, CHUNK_BYTES, file.offset);
      if (count === 0) return;
      file.offset += count;
      this.split(file, file.decoder.write(chunk.subarray(0, count)));
    }
  }

  private split(file: Followed, text: string): void {
    const lines = (file.partial + text).split("\n");
    file.partial = lines.pop() ?? "";
    for (const line of lines) {
      if (!file.skipsToLineEnd) this.add(file.stream, line);
      file.skipsToLineEnd = false;
    }
    if (file.partial.length > this.limits.logLineChars) {
      if (!file.skipsToLineEnd) this.add(file.stream, file.partial);
      file.partial = "";
      file.skipsToLineEnd = true;
    }
  }

  private flush(file: Followed): void {
    if (file.partial !== "" && !file.skipsToLineEnd) this.add(file.stream, file.partial);
    file.partial = "";
  }

  private add(stream: ReportLine["stream"], raw: string): void {
    // A database refuses the zero character, and a terminal acts on a carriage return.
    const text = raw.replaceAll("\0", "").trimEnd();
    const { logLineChars, logRingLines } = this.limits;
    const shown = text.length > logLineChars ? `${text.slice(0, logLineChars)} …` : text;
    const entry = {
      sequence: (this.sequence += 1),
      line: { stream, text: shown, at: new Date().toISOString() },
    };
    this.ring.push(entry);
    if (this.ring.length > logRingLines * 1.25) this.ring.splice(0, this.ring.length - logRingLines);
    for (const listener of this.listeners) listener(entry);
  }

  private rotate(file: Followed): void {
    if (file.descriptor === undefined) return;
    for (let generation = this.limits.logFiles - 2; generation >= 1; generation -= 1) {
      try {
        renameSync(this.path(file.stream, generation), this.path(file.stream, generation + 1));
      } catch {
        // There are not that many files yet.
      }
    }
    const size = sizeOf(file);
    if (this.limits.logFiles > 1 && size <= this.limits.logFileBytes * 4)
      copyFileSync(this.path(file.stream), this.path(file.stream, 1));
    this.observer?.beforeEmptying(file.stream);
    ftruncateSync(file.descriptor, 0);
    this.observer?.emptied(file.stream);
    file.rotatedBytes += size;
    file.offset = 0;
  }
}

type Followed = {
  stream: Stream;
  descriptor: number | undefined;
  offset: number;
  rotatedBytes: number;
  decoder: StringDecoder;
  partial: string;
  skipsToLineEnd: boolean;
};

const CHUNK_BYTES = 64 * 1024;
/** What is read of a log that was there before us, or that outran us. */
const TAIL_BYTES = 64 * 1024;
const SKIP_BYTES = 1024 * 1024;

function sizeOf(file: Followed): number {
  return file.descriptor === undefined ? 0 : fstatSync(file.descriptor).size;
}
