import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

import { CUT_MARK, LONGEST_RECORD_CHARS } from "@/lib/telemetry/contract";

import { cleanText } from "./clean-text";
import { continues } from "./join-lines";

/** Where reading goes on, and how the file began, so that one that was emptied since is read from its start. */
export type Position = { offset: number; head: string; headBytes: number };

type Grant = (lines: number, bytes: number) => number;

export type Sink = {
  record(atMs: number, text: string): void;
  /** So many lines were passed over, because they came faster than they are kept. */
  lost(lines: number): void;
  mask(text: string): string;
  /** Grants so many lines, which take so many bytes, or fewer. */
  grant: Grant;
};

type Held = { start: number; first: string; last: string; text: string; atMs: number; readAtMs: number };

/**
 * The output of one process, read from its file by offset, in pieces that take moments. What was read counts as read only
 * from the start of the record that may still go on: `position` is where a daemon that was killed goes on.
 */
export class FollowedFile {
  private readonly descriptor: number;
  private offset: number;
  private held: Held | undefined;
  private head = { text: "", bytes: 0 };
  private skipsToLineEnd = false;
  /** What was printed while nobody read is all kept, however much it is. */
  private isCatchingUp = true;

  constructor(
    path: string,
    private readonly sink: Sink,
    from: Position | undefined,
    private readonly nowMs: () => number = Date.now,
  ) {
    this.descriptor = openSync(path, "a+", 0o600);
    this.offset = from && this.beginsAs(from) ? from.offset : 0;
  }

  get position(): Position {
    const offset = this.held?.start ?? this.offset;
    const bytes = Math.min(offset, HEAD_BYTES);
    if (this.head.bytes !== bytes) this.head = { bytes, text: this.headOf(bytes) };
    return { offset, head: this.head.text, headBytes: bytes };
  }

  /** Reads a piece. Whether there is more that may be read at once. */
  step(grant: Grant = this.sink.grant): boolean {
    const { size, mtimeMs } = fstatSync(this.descriptor);
    // Somebody emptied it: a release that rotates by itself.
    if (size < this.offset) this.startOver();
    const behind = size - this.offset;
    if (behind <= CHUNK_BYTES) this.isCatchingUp = false;
    if (behind === 0) {
      if (this.held && this.nowMs() - this.held.readAtMs >= HELD_MS) this.release();
      return false;
    }
    if (!this.isCatchingUp && behind > MOST_BEHIND_BYTES) this.passOver(size);
    const count = readSync(this.descriptor, chunk, 0, CHUNK_BYTES, this.offset);
    const atMs = Math.round(Math.min(this.nowMs(), mtimeMs));
    const end = chunk.subarray(0, count).lastIndexOf(NEWLINE) + 1;
    if (end === 0) return this.readPartial(count, atMs);
    return this.readLines(end, atMs, grant) && this.offset < size;
  }

  /** Reads everything that is there, also a line without an end. */
  drain(): void {
    const all = (lines: number) => lines;
    const { size } = fstatSync(this.descriptor);
    if (size - this.offset > MOST_BEHIND_BYTES && !this.isCatchingUp) this.passOver(size);
    // Only what was there when we looked: a process that writes faster than we read would keep us here.
    while (this.offset < size && this.step(all));
    const count = readSync(this.descriptor, chunk, 0, CHUNK_BYTES, this.offset);
    const end = chunk.subarray(0, count).lastIndexOf(NEWLINE) + 1;
    if (count > 0 && end === 0) this.takePartial(count, this.nowMs());
    this.release();
  }

  /** Whether the file may be emptied: not while there is much that was printed when nobody read. */
  get mayBeEmptied(): boolean {
    const { size } = fstatSync(this.descriptor);
    return !this.isCatchingUp || size - this.offset <= CHUNK_BYTES || size > MOST_KEPT_BACK_BYTES;
  }

  /** It is emptied at this moment; everything was drained. */
  startOver(): void {
    this.release();
    this.offset = 0;
    this.head = { text: "", bytes: 0 };
    this.skipsToLineEnd = false;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  /** Reads as many lines of the piece as are granted. Whether that was all of them. */
  private readLines(end: number, atMs: number, grant: Grant): boolean {
    let first = 0;
    if (this.skipsToLineEnd) first = chunk.indexOf(NEWLINE) + 1;
    this.skipsToLineEnd = false;
    const starts: number[] = [];
    for (let start = first; start < end; start = chunk.indexOf(NEWLINE, start) + 1) starts.push(start);
    const granted = grant(starts.length, end - first);
    const stop = starts[granted] ?? end;
    if (granted > 0) {
      const lines = this.textsOf(starts.slice(0, granted), stop);
      for (const [index, line] of lines.entries()) this.take(line, this.offset + (starts[index] ?? 0), atMs);
    }
    this.offset += granted === 0 ? first : stop;
    return granted === starts.length;
  }

  /** Masked as one text, which costs a fraction of masking each line; but a secret of several lines would join them. */
  private textsOf(starts: readonly number[], stop: number): string[] {
    const texts = this.sink.mask(chunk.toString("utf8", starts[0] ?? 0, stop - 1)).split("\n");
    if (texts.length === starts.length) return texts;
    return starts.map((start, index) =>
      this.sink.mask(chunk.toString("utf8", start, (starts[index + 1] ?? stop) - 1)),
    );
  }

  private readPartial(count: number, atMs: number): boolean {
    if (this.skipsToLineEnd) {
      this.offset += count;
      return count === CHUNK_BYTES;
    }
    const isEndless = count === CHUNK_BYTES;
    if (!isEndless && this.nowMs() - atMs < PARTIAL_MS) return false;
    this.takePartial(count, atMs);
    this.skipsToLineEnd = isEndless;
    return isEndless;
  }

  private takePartial(count: number, atMs: number): void {
    if (!this.skipsToLineEnd) this.take(this.sink.mask(chunk.toString("utf8", 0, count)), this.offset, atMs);
    this.offset += count;
  }

  private take(raw: string, start: number, atMs: number): void {
    const line = cleanText(raw);
    if (line === "") return;
    const { held } = this;
    if (held && continues(held.first, held.last, line)) {
      held.last = line;
      held.readAtMs = this.nowMs();
      if (held.text.length <= LONGEST_RECORD_CHARS) held.text += `\n${line}`;
      return;
    }
    this.release();
    this.held = { start, first: line, last: line, text: line, atMs, readAtMs: this.nowMs() };
  }

  private release(): void {
    const { held } = this;
    if (!held) return;
    this.held = undefined;
    const { text, atMs } = held;
    const isLong = text.length > LONGEST_RECORD_CHARS;
    this.sink.record(
      atMs,
      isLong ? `${text.slice(0, LONGEST_RECORD_CHARS - CUT_MARK.length).toWellFormed()}${CUT_MARK}` : text,
    );
  }

  /** Passes over all but the newest, and counts what is in it. */
  private passOver(size: number): void {
    this.release();
    const until = size - KEPT_BYTES;
    let lines = 0;
    let [at, next] = [this.offset, this.offset];
    while (at < until) {
      const count = readSync(this.descriptor, chunk, 0, Math.min(CHUNK_BYTES, until - at), at);
      if (count === 0) break;
      const piece = chunk.subarray(0, count);
      for (let index = piece.indexOf(NEWLINE); index !== -1; index = piece.indexOf(NEWLINE, index + 1)) {
        lines += 1;
        next = at + index + 1;
      }
      at += count;
    }
    this.offset = next;
    if (lines === 0) return;
    this.skipsToLineEnd = false;
    this.sink.lost(lines);
  }

  private beginsAs({ offset, head, headBytes }: Position): boolean {
    return fstatSync(this.descriptor).size >= offset && this.headOf(headBytes) === head;
  }

  private headOf(bytes: number): string {
    const buffer = Buffer.alloc(bytes);
    const count = readSync(this.descriptor, buffer, 0, bytes, 0);
    return createHash("sha1").update(buffer.subarray(0, count)).digest("base64url");
  }
}

const NEWLINE = 10;
const CHUNK_BYTES = 64 * 1024;
/** Reads are synchronous and used up at once, so that all files share it. */
const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
const HEAD_BYTES = 256;
/** A file of which more is unread is read from its end: what came between is counted, and given up. */
const MOST_BEHIND_BYTES = 4 * 1024 * 1024;
const KEPT_BYTES = 256 * 1024;
const MOST_KEPT_BACK_BYTES = 64 * 1024 * 1024;
/** A record waits so long for a line that belongs to it, and a line so long for its end. */
const HELD_MS = 150;
const PARTIAL_MS = 2_000;
