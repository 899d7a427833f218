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

/** What a letter of a label takes at its size of 11 px, a broad one, and what stays free between two labels. */
const LETTER_PX = 6.6;
const BETWEEN_PX = 8;
/** What a chart leaves free beside its last step. */
const EDGE_PX = 12;

/** Each once, by its last place: what stands last serves from there on. */
const inOrder = (labels: readonly string[]) => [...new Set(labels.toReversed())].toReversed();

/** A label over the lines of one or several markers; its middle lies at a share of the width of the chart. */
type MarkerLabel = { text: string; middle: number };

/**
 * Labels of which none lies on another: those that would are one, "#3, #4" or "#3 … #7", over the last of their lines,
 * which says what serves from there on. What does not fit beside an edge moves inwards.
 */
export function markerLabels(
  markers: readonly Marker[],
  [fromMs, toMs]: LinesProps["span"],
  widthPx: number,
): MarkerLabel[] {
  type Group = { labels: string[]; atPx: number };
  const textOf = ({ labels }: Group) =>
    labels.length > 2 ? `${labels[0]} … ${labels.at(-1)}` : labels.join(", ");
  const reachOf = (group: Group) => {
    const halfPx = (textOf(group).length * LETTER_PX) / 2;
    const middlePx = Math.min(Math.max(group.atPx, halfPx), widthPx + EDGE_PX - halfPx);
    return { middlePx, leftPx: middlePx - halfPx, rightPx: middlePx + halfPx };
  };
  const groups: Group[] = [];
  for (const { at, label } of markers.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const share = (Date.parse(at) - fromMs) / (toMs - fromMs);
    if (share < 0 || share > 1) continue;
    let group: Group = { labels: [label], atPx: share * widthPx };
    for (
      let before = groups.at(-1);
      before && reachOf(before).rightPx + BETWEEN_PX > reachOf(group).leftPx;
      before = groups.at(-1)
    ) {
      groups.pop();
      group = { ...group, labels: inOrder([...before.labels, ...group.labels]) };
    }
    groups.push(group);
  }
  return groups.map((group) => ({ text: textOf(group), middle: reachOf(group).middlePx / widthPx }));
}
