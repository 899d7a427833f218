/** What Prometheus' formats have in common, before it becomes metrics of ours. */

/** Types of families as OpenMetrics has them, in the order of their numbers in remote_write (0 is unknown). */
export const FAMILY_TYPES = [
  "unknown",
  "counter",
  "gauge",
  "histogram",
  "gaugehistogram",
  "summary",
  "info",
  "stateset",
] as const;
export type FamilyType = (typeof FAMILY_TYPES)[number];
export type Family = { type: FamilyType; unit: string };

export type Labels = Readonly<Record<string, string>>;

/** One value of one series. */
export type Sample = {
  name: string;
  labels: Labels;
  atMs: number;
  value: number;
  /** Since when a counter counts, where the sender says so. */
  startMs?: number | undefined;
};

/** Labels that say where a sample belongs; they are no attributes of it. */
export const PLACE_LABELS = { release: "slipway_release_id", region: "slipway_region" };
/** The label in which remote_write has the name of a series. */
export const NAME_LABEL = "__name__";
