/** The meaning of a colour. Reserved for status: nothing is green because green is pretty. */
export type Tone = "ok" | "info" | "progress" | "warn" | "fail" | "unknown" | "blocked";

/** Classes are written out because the compiler of styles reads them as text. */
export const TONE_MARK: Record<Tone, string> = {
  ok: "text-ok",
  info: "text-info",
  progress: "text-progress",
  warn: "text-warn",
  fail: "text-fail",
  unknown: "text-unknown",
  blocked: "text-blocked",
};

export const TONE_SOFT: Record<Tone, string> = {
  ok: "border-ok-border bg-ok-bg text-ok-fg",
  info: "border-info-border bg-info-bg text-info-fg",
  progress: "border-progress-border bg-progress-bg text-progress-fg",
  warn: "border-warn-border bg-warn-bg text-warn-fg",
  fail: "border-fail-border bg-fail-bg text-fail-fg",
  unknown: "border-unknown-border bg-unknown-bg text-unknown-fg",
  blocked: "border-blocked-border bg-blocked-bg text-blocked-fg",
};

export const TONE_FILL: Record<Tone, string> = {
  ok: "bg-ok",
  info: "bg-info",
  progress: "bg-progress",
  warn: "bg-warn",
  fail: "bg-fail",
  unknown: "bg-unknown",
  blocked: "bg-blocked",
};
