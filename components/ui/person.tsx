import { cx } from "./cx";

type PersonProps = {
  name: string;
  /** Only the initials, in a tight place; the name is read and shown on hover. */
  compact?: boolean;
  className?: string;
};

/** Who did it: a person or a token. */
export function Person({ name, compact, className }: PersonProps) {
  return (
    <span
      data-tooltip={compact ? name : undefined}
      className={cx("inline-flex h-5 min-w-0 items-center gap-1.5 align-top", className)}
    >
      <span
        aria-hidden
        className="inline-flex size-5 shrink-0 items-center justify-center rounded-full bg-surface-3 text-[0.5625rem] font-medium text-fg-muted select-none"
      >
        {initialsOf(name)}
      </span>
      <span className={compact ? "sr-only" : "truncate"}>{name}</span>
    </span>
  );
}

/** "Ada Lovelace" gives AL, "ci-token" gives CT, "ada@example.com" gives AD. */
export function initialsOf(name: string): string {
  const local = name.split("@")[0] ?? "";
  const words = local.split(/[\s._-]+/).filter(Boolean);
  const letters =
    words.length > 1 ? `${firstLetter(words[0])}${firstLetter(words.at(-1))}` : local.slice(0, 2);
  return letters.toUpperCase() || "?";
}

/** Whole letters, also those that take two units. */
function firstLetter(word = ""): string {
  const point = word.codePointAt(0);
  return point === undefined ? "" : String.fromCodePoint(point);
}
