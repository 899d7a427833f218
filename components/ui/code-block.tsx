import { cx } from "./cx";

type CodeBlockProps = {
  /** What it is, read aloud: "The last lines of the log". */
  label: string;
  lines: readonly string[];
  /** Lines may be long; wrapping keeps them in sight on a phone. */
  wrap?: boolean;
  className?: string;
};

/** A few lines of output or configuration, as they are. For a whole log use `LogView`. */
export function CodeBlock({ label, lines, wrap = true, className }: CodeBlockProps) {
  return (
    <pre
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className={cx(
        "max-h-80 overflow-auto rounded-md border bg-surface-2 px-3 py-2 font-mono text-xs leading-5",
        wrap && "whitespace-pre-wrap [overflow-wrap:anywhere]",
        className,
      )}
    >
      {lines.join("\n")}
    </pre>
  );
}
