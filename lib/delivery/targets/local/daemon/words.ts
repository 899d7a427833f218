import type { ReportLine } from "../../target";
import type { Exit } from "./launch";

/** Sentences and parts of sentences for people. */

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}

export function howItEnded({ code, signal }: Exit): string {
  if (signal !== undefined) return `was ended by ${signal}`;
  // A shell reports a child that was ended by a signal as 128 plus its number.
  if (code !== undefined && code > 128 && SIGNALS[code - 128]) return `was ended by ${SIGNALS[code - 128]}`;
  return code === undefined ? "ended" : `exited with code ${code}`;
}

/**
 * How a process ended, how long it had lived, and the line that says why. What was killed from outside, or had been at
 * work, did not end for whatever it printed last: only an error of its own is a cause then.
 */
export function sentenceOfEnd(
  exit: Exit,
  { startedAt, readyAt }: { startedAt?: Date; readyAt?: Date },
  lines: readonly ReportLine[],
  now: number,
): string {
  const how = howItEnded(exit);
  const after = (since: Date) => seconds(now - since.getTime());
  const when = readyAt
    ? ` ${after(readyAt)} after it was ready`
    : startedAt
      ? ` after ${after(startedAt)}`
      : "";
  const telling = FROM_OUTSIDE.test(how)
    ? lines.filter(({ text }) => ERROR_LINE.test(text))
    : lines.filter(({ stream, text }) => !readyAt || stream === "stderr" || ERROR_LINE.test(text));
  return withCause(`The process ${how}${when}`, telling);
}

/** The line that most likely says why a process ended, cut to a sentence's length; undefined when it said nothing. */
export function causeIn(lines: readonly ReportLine[]): string | undefined {
  const spoken = lines.filter(
    ({ stream, text }) => stream !== "system" && text.trim() !== "" && !isNoise(text),
  );
  const error = spoken.findLast(({ text }) => ERROR_LINE.test(text));
  const last = spoken.findLast(({ stream }) => stream === "stderr") ?? spoken.at(-1);
  const text = error ? (ERROR_LINE.exec(error.text)?.[1] ?? "") : (last?.text ?? "");
  const cause = text.trim();
  if (cause === "") return undefined;
  return cause.length > CAUSE_CHARS ? `${cause.slice(0, CAUSE_CHARS).toWellFormed()} …` : cause;
}

export function withCause(sentence: string, lines: readonly ReportLine[]): string {
  const cause = causeIn(lines);
  return cause ? `${sentence}: ${cause}` : `${sentence}.`;
}

const CAUSE_CHARS = 240;
const FROM_OUTSIDE = /SIG(?:KILL|TERM|INT|HUP)$/;
const SIGNALS: Record<number, string> = {
  6: "SIGABRT",
  9: "SIGKILL",
  11: "SIGSEGV",
  15: "SIGTERM",
  25: "SIGXFSZ",
};

/** "Error: cannot read", "TypeError [ERR_X]: …", "ValueError: …", "panic: …", "fatal: …" */
const ERROR_LINE = /^\s*(?:uncaught\s+)?(?:[\w.]*(?:error|exception)(?:\s\[\w+\])?|panic|fatal)\s*:\s*(.+)$/i;

function isNoise(text: string): boolean {
  return /^\s+at\s|^\s*[\^~}\]]+\s*$|^Node\.js v\d|^npm (?:error|ERR!|warn|notice)|^Traceback|^\s+File "/.test(
    text,
  );
}
