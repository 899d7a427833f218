import type { MetricSeriesView } from "@/lib/telemetry/contract";

import { LegendMark } from "./chart-frame";
import { lineColor, MOST_COLORS, seriesName } from "./metric-series";

/** Which colour is which; the lines beyond are drawn grey, and only the table tells them apart. */
export function MarksOfLines({ series }: Pick<MetricSeriesView, "series">) {
  const rest = series.length - MOST_COLORS;
  return (
    <>
      {series.slice(0, MOST_COLORS).map((line, index) => (
        <LegendMark key={seriesName(line)} color={lineColor(index)}>
          {seriesName(line)}
        </LegendMark>
      ))}
      {rest > 0 && <LegendMark color={lineColor(MOST_COLORS)}>{rest} more</LegendMark>}
    </>
  );
}
