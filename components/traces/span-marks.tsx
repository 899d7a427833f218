import { cx } from "@/components/ui/cx";

import type { Mark } from "./trace-marks";

type SpanMarksProps = {
  marks: readonly Mark[];
  /** Where an instant after the beginning of the span stands, in per cent of the whole width. */
  at: (us: number) => number;
};

/** Errors are diamonds and lines are strokes, so that the colour is not all that tells them apart. */
export function SpanMarks({ marks, at }: SpanMarksProps) {
  return marks.map(({ us, isError, isBad, text }) => (
    <span
      key={`${us} ${text}`}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is drawn, there is no file
      role="img"
      aria-label={text}
      title={text}
      className="absolute top-1 z-1 flex h-5 w-2 -translate-x-1/2 items-center justify-center"
      style={{ left: `${at(us)}%` }}
    >
      <MarkSign isError={isError} isBad={isBad} />
    </span>
  ));
}

/** The sign alone, also for the legend. */
export function MarkSign({ isError, isBad }: Pick<Mark, "isError" | "isBad">) {
  return (
    <span
      aria-hidden
      className={cx(
        "shrink-0 outline-1 outline-surface",
        isError
          ? "size-2 rotate-45 bg-fail"
          : cx("h-3.5 w-0.75 rounded-full", isBad ? "bg-fail" : "bg-fg-muted"),
      )}
    />
  );
}
