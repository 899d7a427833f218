import type { LogLevel } from "@/lib/telemetry/contract";

type Meaning = { word: string; letters: string; color: string; style: string };

/** A level is told by its letters as well as by its colour. */
export const LEVEL_MEANING: Record<LogLevel, Meaning> = {
  fatal: {
    word: "Fatal",
    letters: "FATAL",
    color: "var(--status-fail)",
    style: "text-fail-fg bg-fail-bg font-semibold",
  },
  error: { word: "Error", letters: "ERROR", color: "var(--status-fail)", style: "text-fail-fg bg-fail-bg" },
  warn: { word: "Warning", letters: "WARN", color: "var(--status-warn)", style: "text-warn-fg bg-warn-bg" },
  info: { word: "Info", letters: "INFO", color: "var(--status-info)", style: "text-info-fg bg-info-bg" },
  debug: {
    word: "Debug",
    letters: "DEBUG",
    color: "var(--status-unknown)",
    style: "text-fg-muted bg-surface-2",
  },
  trace: {
    word: "Trace",
    letters: "TRACE",
    color: "var(--status-unknown)",
    style: "text-fg-muted bg-surface-2",
  },
  unset: { word: "No level", letters: "–", color: "var(--fg-subtle)", style: "text-fg-muted" },
};
