import type { LogStream } from "@/db/enums";

/** One line; `LogLine` of the delivery contract is one. */
export type ShownLine = { line: number; stream: LogStream; text: string; at: string };

export type LogLevel = "error" | "warn" | "info" | "debug";

const CONTROL_SEQUENCE = new RegExp(
  // Colours and cursor movements (ECMA-48 CSI), links and titles (OSC), and other two-character escapes.
  String.raw`\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])`,
  "g",
);
const LEVEL_WORD = /\b(?:(fatal|panic|error|err|failed)|(warn|warning)|(debug|trace|silly|verbose))\b/i;
/** A level stands at the beginning: `ERROR …`, `[warn] …`, `2026-11-23 … error:`, `npm error …`, `{"level":"error"`. */
const LEVEL_WINDOW = 48;

/** The text as a terminal would show it: without escapes, and only what was left after the last carriage return. */
export function plainText(text: string): string {
  const visible = text.includes("\u001b") ? text.replace(CONTROL_SEQUENCE, "") : text;
  const kept = visible.replace(/\r+$/, "");
  return kept.slice(kept.lastIndexOf("\r") + 1);
}

/** A guess from the first words; without one the line is plain information. */
export function levelOf(plain: string): LogLevel {
  const [, error, warn, debug] = LEVEL_WORD.exec(plain.slice(0, LEVEL_WINDOW)) ?? [];
  if (error) return "error";
  if (warn) return "warn";
  return debug ? "debug" : "info";
}

/** Indices of the lines that contain the text, ignoring case. */
export function findMatches(texts: readonly string[], search: string): number[] {
  const wanted = search.toLowerCase();
  if (wanted === "") return [];
  return texts.flatMap((text, index) => (text.toLowerCase().includes(wanted) ? [index] : []));
}

/** Cuts a line at its matches: odd pieces match. */
export function splitAtMatches(text: string, search: string): string[] {
  const wanted = search.toLowerCase();
  const lower = text.toLowerCase();
  // Lower-casing may change the length of rare letters; then positions do not agree and nothing is marked.
  if (wanted === "" || lower.length !== text.length) return [text];
  const pieces: string[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    pieces.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...pieces, text.slice(from)];
}
