import { StringDecoder } from "node:string_decoder";
import { stripVTControlCharacters } from "node:util";

import type { BuildLine } from "./build";

export type BuildLog = {
  /** A sentence about what the build does. */
  say(text: string): void;
  /** Takes the raw output of a program; call `end` when it is over. */
  stream(name: "stdout" | "stderr"): { push(chunk: Buffer): void; end(): void };
  /** The last lines, oldest first. */
  tail(count: number): string[];
};

const LINE_LIMIT_CHARACTERS = 2_000;
const TOTAL_LIMIT_BYTES = 5 * 1024 * 1024;
const TAIL_LINES = 400;

/** Turns program output into clean lines: no colours, no progress bars, no line and no log without an end. */
export function createBuildLog(write: (line: BuildLine) => void): BuildLog {
  const recent: string[] = [];
  let writtenBytes = 0;
  let full = false;

  const emit = (stream: BuildLine["stream"], raw: string) => {
    const text = cleanLine(raw);
    recent.push(text);
    if (recent.length > TAIL_LINES) recent.shift();
    writtenBytes += stream === "system" ? 0 : Buffer.byteLength(text) + 1;
    if (full && stream !== "system") return;
    write({ stream, text, at: new Date().toISOString() });
    if (writtenBytes > TOTAL_LIMIT_BYTES) {
      full = true;
      const sentence = "The output is longer than 5 MB; the rest of it is not kept.";
      write({ stream: "system", text: sentence, at: new Date().toISOString() });
    }
  };

  return {
    say: (text) => emit("system", text),
    stream: (name) => splitLines((line) => emit(name, line)),
    tail: (count) => recent.slice(-count),
  };
}

function splitLines(onLine: (line: string) => void) {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return {
    push(chunk: Buffer) {
      const lines = (rest + decoder.write(chunk)).split("\n");
      // A line that never ends is cut here already, or it would grow in memory.
      rest = (lines.pop() ?? "").slice(-LINE_LIMIT_CHARACTERS * 8);
      for (const line of lines) onLine(line);
    },
    end() {
      rest += decoder.end();
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}

/** What a terminal would show at the end of the line: after the last carriage return, without control characters. */
function cleanLine(raw: string): string {
  const bare = stripVTControlCharacters(raw.replace(/\r+$/, ""));
  // oxlint-disable-next-line no-control-regex -- control characters are what this removes; PostgreSQL refuses NUL
  const shown = bare.slice(bare.lastIndexOf("\r") + 1).replace(/[\u0000-\u0008\u000B-\u001F\u007F]/g, "");
  return shown.length > LINE_LIMIT_CHARACTERS ? `${shown.slice(0, LINE_LIMIT_CHARACTERS)} […]` : shown;
}
