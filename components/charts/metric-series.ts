import { sizeInWords } from "@/components/release/size-in-words";
import { msInWords, rateInWords, shareInWords } from "@/components/telemetry/traffic-words";
import type { MetricSeriesView } from "@/lib/telemetry/contract";

const COLORS = [1, 2, 3, 4, 5].map((number) => `var(--series-${number})`);
/** More than that nobody tells apart; the table has them all. */
export const MOST_COLORS = COLORS.length;
export const lineColor = (index: number): string => COLORS[index] ?? "var(--fg-subtle)";

type Series = MetricSeriesView["series"][number];

/** "tide-tables, #4": what a series differs by from the others. */
export function seriesName({ labels }: Pick<Series, "labels">): string {
  const parts = Object.entries(labels).map(([key, value]) => {
    if (value === "") return `no ${key}`;
    if (key === "release") return `#${value}`;
    return key === "status_class" ? `${value}xx` : value;
  });
  return parts.length === 0 ? "All together" : parts.join(", ");
}

export type SeriesSummary = { last: number; mean: number; greatest: number };

/** What one says of a line; undefined when it has no point. */
export function summaryOf({ values }: Pick<Series, "values">): SeriesSummary | undefined {
  const measured = values.filter((value) => value !== null);
  const last = measured.at(-1);
  if (last === undefined) return undefined;
  return {
    last,
    mean: measured.reduce((sum, value) => sum + value, 0) / measured.length,
    greatest: measured.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  };
}

/** Writes a value in the unit of its metric, which is one of UCUM as OpenTelemetry writes it. */
export function formatOf({
  unit,
  aggregation,
  type,
}: Pick<MetricSeriesView, "unit" | "aggregation" | "type">) {
  const isCount = aggregation === "rate" || aggregation === "increase";
  const suffix = aggregation === "rate" ? " /s" : "";
  if (type === "histogram" && isCount) return (value: number) => `${rateInWords(value)}${suffix}`;
  if (unit === "s") return (value: number) => msInWords(value * 1_000) + suffix;
  if (unit === "ms") return (value: number) => msInWords(value) + suffix;
  if (unit === "By") return (value: number) => sizeInWords(Math.round(value)) + suffix;
  if (unit === "1" && !isCount) return (value: number) => shareInWords(value);
  const name = /^\{.*\}$|^1?$/.test(unit) ? "" : ` ${unit}`;
  return (value: number) => `${rateInWords(value)}${name}${suffix}`;
}

/** The series as a spreadsheet reads them: an instant per line, a series per column. */
export function csvOf({ instants, series }: Pick<MetricSeriesView, "instants" | "series">): string {
  const head = ["at", ...series.map(seriesName)];
  const lines = instants.map((at, index) => [at, ...series.map(({ values }) => values[index] ?? "")]);
  return [head, ...lines].map(csvLine).join("\r\n") + "\r\n";
}

export const csvLine = (cells: readonly (string | number)[]): string => cells.map(cell).join(",");

/** Quoted where needed; what a spreadsheet would take for a formula is kept from being one. */
function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
