/** How spans of one service look: a hue and a pattern, because a hue alone tells nothing to many. */
export type PlaceLook = { color: string; pattern: string };

const HUES = ["--series-1", "--series-2", "--series-3", "--series-4", "--series-5"];
/** Drawn over the hue in the colour of the ground. */
const PATTERNS = [
  "none",
  "repeating-linear-gradient(135deg, transparent 0 4px, var(--surface) 4px 6px)",
  "repeating-linear-gradient(90deg, transparent 0 5px, var(--surface) 5px 6px)",
  "repeating-linear-gradient(0deg, transparent 0 3px, var(--surface) 3px 4px)",
];

/** The same service looks the same throughout a trace, however many places it ran in. */
export function looksOf(services: readonly string[]): Map<string, PlaceLook> {
  return new Map(
    [...new Set(services)].map((service, index) => [
      service,
      {
        color: `var(${HUES[index % HUES.length]})`,
        pattern: PATTERNS[Math.floor(index / HUES.length) % PATTERNS.length] ?? "none",
      },
    ]),
  );
}
