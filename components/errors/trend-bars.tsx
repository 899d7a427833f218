const WIDTH = 96;
const HEIGHT = 20;

/** Events of the last 24 hours as bars from zero; their sum is the name. */
export function TrendBars({ trend }: { trend: readonly number[] }) {
  const most = Math.max(1, ...trend);
  const total = trend.reduce((sum, events) => sum + events, 0);
  const step = WIDTH / Math.max(1, trend.length);
  return (
    <svg
      role="img"
      aria-label={`${total.toLocaleString("en")} ${total === 1 ? "event" : "events"} in the last 24 hours`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="h-5 w-24"
    >
      <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="stroke-border" />
      {trend.map((events, hour) => {
        const height = events === 0 ? 0 : Math.max(2, (events / most) * (HEIGHT - 2));
        return (
          <rect
            // oxlint-disable-next-line react/no-array-index-key -- an hour is its place
            key={hour}
            x={hour * step}
            y={HEIGHT - height}
            width={step - 1}
            height={height}
            className="fill-fg-muted"
          />
        );
      })}
    </svg>
  );
}
