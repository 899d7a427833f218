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
  /** What two lines of the axis are apart at least: 1 for what is only counted in whole numbers. */
  leastStep?: number;
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

/** Of the width of a chart: about what a letter of a label takes where three charts stand beside each other. */
const LETTER_SHARE = 0.02;

/** What a chart leaves free beside its last step. */
const EDGE_SHARE = 0.03;

/**
 * Oldest first. A label stands beside its line only where no later line runs through it: of deployments close to each
 * other it is the last that says what serves from there on.
 */
export function withRoom<M extends Marker>(
  markers: readonly M[],
  [fromMs, toMs]: LinesProps["span"],
): (M & { hasRoom: boolean })[] {
  const shareOf = ({ at }: Marker) => (Date.parse(at) - fromMs) / (toMs - fromMs);
  const sorted = markers.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return sorted.map((marker, index) => {
    const share = shareOf(marker);
    const next = sorted[index + 1];
    const width = LETTER_SHARE * marker.label.length;
    const isFree = !next || share + width + LETTER_SHARE <= shareOf(next);
    // It stands over the middle of its line, and must not be cut off at the edge either.
    return { ...marker, hasRoom: isFree && share + width / 2 <= 1 + EDGE_SHARE };
  });
}
