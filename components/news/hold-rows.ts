type Held<Row> = {
  /** The rows that were shown, each as it is now, and older ones below them. */
  rows: readonly Row[];
  /** Rows that would be inserted above or between them. */
  newCount: number;
  /** Taking what is live would move something that is shown. */
  moves: boolean;
};

/** What may be shown of a list, newest first, without moving a row that is on the screen. */
export function holdRows<Row extends { id: string }>(shown: readonly Row[], live: readonly Row[]): Held<Row> {
  if (shown.length === 0) return { rows: live, newCount: 0, moves: false };
  const now = new Map(live.map((row) => [row.id, row]));
  const known = new Set(shown.map(({ id }) => id));
  const olderFrom = live.findLastIndex(({ id }) => known.has(id)) + 1;
  // Nothing in common: all that is live is newer.
  const older = olderFrom === 0 ? [] : live.slice(olderFrom);
  const rows = [...shown.map((row) => now.get(row.id) ?? row), ...older];
  return {
    rows,
    newCount: live.length - older.length - live.filter(({ id }) => known.has(id)).length,
    moves: rows.length !== live.length || rows.some(({ id }, index) => live[index]?.id !== id),
  };
}
