import { levelAt } from "./tides.mjs";

const WIDTH = 240;
const HEIGHT = 64;
const HOURS = 24;

/** The level of the next 24 hours, one point per half hour, as an SVG of its own. */
export function renderChart(station, fromMs) {
  const levels = Array.from({ length: HOURS * 2 + 1 }, (_, index) =>
    levelAt(station, fromMs + index * 1_800_000),
  );
  const highest = Math.max(...levels.map(Math.abs));
  const points = levels.map((level, index) => {
    const x = (index / (HOURS * 2)) * WIDTH;
    const y = HEIGHT / 2 - (level / highest) * (HEIGHT / 2 - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return `
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Water level of the next ${HOURS} hours">
      <polyline points="0,${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}" class="water" />
      <polyline points="${points.join(" ")}" class="line" />
    </svg>`;
}
