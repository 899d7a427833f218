/** What a chart of lines over time is drawn from, whichever library draws it. */
export type LinesProps = {
  /** Beginnings of the steps, as ISO instants. */
  instants: readonly string[];
  /** Where the axis begins and ends, in milliseconds. */
  span: readonly [fromMs: number, toMs: number];
  ticks: readonly number[];
  series: readonly Line[];
  /** Moments at which something changed, as upright lines. */
  markers: readonly Marker[];
  /** Where the axis ends when all values are zero. */
  least: number;
  /** A value with its unit. */
  format: (value: number) => string;
  /** An instant of the axis, and one in full. */
  tick: (ms: number) => string;
  title: (ms: number) => string;
  /** Charts with the same one share a cursor. */
  cursor: string;
  /** What is said of a step without a value. */
  nothing: string;
};

type Line = { key: string; name: string; color: string; values: readonly (number | null)[] };
export type Marker = { at: string; label: string };

/** Of the width of a chart: about what a letter of a label takes. */
const LETTER_SHARE = 0.013;

/** What a chart leaves free beside its last step. */
const EDGE_SHARE = 0.03;

/** Oldest first. A label stands beside its line only where it does not cover the one before. */
export function withRoom<M extends Marker>(
  markers: readonly M[],
  [fromMs, toMs]: LinesProps["span"],
): (M & { hasRoom: boolean })[] {
  let freeFrom = Number.NEGATIVE_INFINITY;
  return markers
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map((marker) => {
      const share = (Date.parse(marker.at) - fromMs) / (toMs - fromMs);
      const width = LETTER_SHARE * (marker.label.length + 1);
      // It stands over the middle of its line, and must not be cut off at the edge either.
      const hasRoom = share >= freeFrom && share + width / 2 <= 1 + EDGE_SHARE;
      if (hasRoom) freeFrom = share + width;
      return { ...marker, hasRoom };
    });
}
