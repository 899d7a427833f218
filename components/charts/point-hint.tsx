import type { LinesProps } from "./lines";

/** As many as one reads at a glance; the greatest ones. */
const MOST_NAMED = 10;

type PointHintProps = Pick<LinesProps, "series" | "format" | "title" | "nothing"> & {
  atMs: number;
  /** Which step of the lines. */
  index: number;
};

/** What all lines say at one moment. */
export function PointHint({ atMs, index, series, format, title, nothing }: PointHintProps) {
  const shown = series.flatMap(({ key, name, color, values }) => {
    const value = values[index];
    return typeof value === "number" ? [{ key, name, color, value }] : [];
  });
  const named =
    shown.length > MOST_NAMED ? shown.toSorted((a, b) => b.value - a.value).slice(0, MOST_NAMED) : shown;
  return (
    <div className="rounded-md border bg-surface px-2.5 py-1.5 text-xs shadow-sm">
      <p className="text-fg-muted">{title(atMs)}</p>
      {shown.length === 0 && <p>{nothing}</p>}
      {named.map(({ key, name, color, value }) => (
        <p key={key} className="flex items-center gap-1.5">
          <span aria-hidden className="size-2 rounded-xs" style={{ background: color }} />
          <span className="max-w-60 truncate">{name}</span>
          <span className="ml-auto pl-3 tabular-nums">{format(value)}</span>
        </p>
      ))}
      {shown.length > named.length && (
        <p className="text-fg-muted">{shown.length - named.length} smaller ones</p>
      )}
    </div>
  );
}
