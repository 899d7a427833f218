import type { ReactNode } from "react";

import type { Icon } from "@/components/icons/glyph";

import { cx } from "./cx";
import { TONE_SOFT, type Tone } from "./tone";

type BadgeProps = {
  tone?: Tone | "neutral" | "accent";
  icon?: Icon;
  className?: string;
  children: ReactNode;
};

/** A small fact beside a name: "3 releases behind", "Operator". For a state use `StatusBadge`. */
export function Badge({ tone = "neutral", icon: Shape, className, children }: BadgeProps) {
  return (
    <span
      className={cx(
        "inline-flex h-5 items-center gap-1 align-top rounded-sm border px-1.5 text-xs whitespace-nowrap",
        tone === "neutral" && "border-border bg-surface-2 text-fg-muted",
        tone === "accent" && "border-transparent bg-accent-bg text-accent-text",
        tone !== "neutral" && tone !== "accent" && TONE_SOFT[tone],
        className,
      )}
    >
      {Shape && <Shape size={12} />}
      {children}
    </span>
  );
}
