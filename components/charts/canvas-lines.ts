import type uPlot from "uplot";

import { type LinesProps, markerLabels } from "./lines";

type CanvasLines = LinesProps & {
  /** What a colour of the style sheet is now. */
  ink: (color: string) => string;
  onHover: (at: { index: number; isRight: boolean } | undefined) => void;
};

const TICK_FONT = "11px Geist, sans-serif";
const TICK_WIDTH_PX = 56;

/** How uPlot draws what `SeriesChart` draws with Recharts: the same margins, axes, colours, markers and gaps. */
export function optionsOf(lines: CanvasLines, size: { width: number; height: number }): uPlot.Options {
  const { ink, span, series, cursor, least, onHover } = lines;
  const isFlat = series.every(({ values }) => values.every((value) => !value));
  return {
    ...size,
    ms: 1,
    padding: [20, 12, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: cursor },
      y: false,
      drag: { x: false, y: false },
      points: { size: 6 },
    },
    scales: {
      x: { time: false, range: () => [...span] },
      y: {
        range: (_, least_, most) => [Math.min(0, least_), isFlat ? least : Math.max(0, most * 1.05)],
      },
    },
    axes: axesOf(lines),
    series: [
      {},
      // Those with a colour of their own are the first, and are drawn last: on top of the others.
      ...series.toReversed().map(({ color }) => ({
        stroke: () => ink(color),
        width: color === series[0]?.color ? 1.75 : 1.5,
        spanGaps: false,
        points: { show: false },
      })),
    ],
    hooks: {
      draw: [(plot) => drawMarkers(plot, lines)],
      setCursor: [
        ({ cursor: { idx, left = -1 }, width }) =>
          onHover(
            typeof idx === "number" && left >= 0 ? { index: idx, isRight: left > width / 2 } : undefined,
          ),
      ],
    },
  };
}

export const dataOf = ({ instants, series }: LinesProps): uPlot.AlignedData => [
  instants.map((at) => Date.parse(at)),
  ...series.toReversed().map(({ values }) => [...values]),
];

function axesOf({ ink, ticks, tick, format }: CanvasLines): uPlot.Axis[] {
  return [
    {
      stroke: () => ink("var(--fg-muted)"),
      font: TICK_FONT,
      size: 26,
      grid: { show: false },
      ticks: { show: false },
      border: { show: true, width: 1, stroke: () => ink("var(--border)") },
      splits: (plot) => {
        const every = Math.max(1, Math.ceil((ticks.length * TICK_WIDTH_PX) / plot.width));
        return ticks.filter((_, index) => index % every === 0);
      },
      values: (_, splits) => splits.map(tick),
    },
    {
      stroke: () => ink("var(--fg-muted)"),
      font: TICK_FONT,
      size: 56,
      space: 44,
      grid: { stroke: () => ink("var(--border)"), width: 1 },
      ticks: { show: false },
      values: (_, splits) => splits.map((value) => (value === 0 ? "0" : format(value))),
    },
  ];
}

/** In pixels of the canvas, which are finer than those of the page. */
function drawMarkers(plot: uPlot, { markers, span, ink }: CanvasLines): void {
  const { ctx, bbox } = plot;
  const fineness = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ink("var(--fg-subtle)");
  ctx.fillStyle = ink("var(--fg-muted)");
  ctx.font = `${11 * fineness}px Geist, sans-serif`;
  ctx.textAlign = "center";
  ctx.lineWidth = fineness;
  ctx.setLineDash([3 * fineness, 3 * fineness]);
  for (const { at } of markers) {
    const ms = Date.parse(at);
    if (ms < span[0] || ms > span[1]) continue;
    const x = Math.round(plot.valToPos(ms, "x", true));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  for (const { text, middle } of markerLabels(markers, span, bbox.width / fineness))
    ctx.fillText(text, bbox.left + middle * bbox.width, bbox.top - 6 * fineness);
  ctx.restore();
}
