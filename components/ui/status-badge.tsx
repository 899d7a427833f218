import { cx } from "./cx";
import { statusMeaning, type StatusOf } from "./status-meaning";
import { TONE_MARK, TONE_SOFT } from "./tone";

type StatusBadgeProps = StatusOf & {
  /** What it waits for or which phase it is in: "Running · switch". */
  detail?: string | undefined;
  /** `plain` in lists, `soft` where the state is the answer of the page, `icon` where the word stands elsewhere. */
  look?: "plain" | "soft" | "icon";
  className?: string;
};

/** The one sign for a state of a deployment, an outcome, a release, a phase or the health of what runs. */
export function StatusBadge({ detail, look = "plain", className, ...status }: StatusBadgeProps) {
  const { word, tone, icon: Shape, moving, means } = statusMeaning(status);
  const spin = moving ? "animate-spin" : "";
  if (look === "icon") {
    const label = detail ? `${word}, ${detail}` : word;
    return (
      <span
        data-tooltip={means ? `${label}\n${means}` : label}
        className={cx("inline-flex h-5 items-center align-top", className)}
      >
        <Shape label={label} className={cx(TONE_MARK[tone], spin)} />
      </span>
    );
  }
  return (
    <span
      data-tooltip={means}
      className={cx(
        "inline-flex min-h-5 items-center gap-1.5 align-top whitespace-nowrap",
        look === "soft" && "h-6 rounded-md border px-2 text-xs font-medium",
        look === "soft" && TONE_SOFT[tone],
        className,
      )}
    >
      <Shape size={14} className={cx(look === "plain" && TONE_MARK[tone], spin)} />
      <span>
        {word}
        {detail && <span className={look === "plain" ? "text-fg-muted" : ""}> · {detail}</span>}
      </span>
    </span>
  );
}
