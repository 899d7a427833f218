import type { ReleaseTraffic } from "@/lib/telemetry/contract";

const COLORS = [1, 2, 3, 4, 5].map((number) => `var(--series-${number})`);
const NO_RELEASE_COLOR = "var(--status-fail)";
export const OTHERS_COLOR = "var(--fg-subtle)";

/** A colour for each line. A release keeps its own while newer ones come, so it goes by its number. */
export function colorOf({ key, release }: Pick<ReleaseTraffic, "key" | "release">): string {
  if (release) return COLORS[release.number % COLORS.length] ?? OTHERS_COLOR;
  return key === "others" ? OTHERS_COLOR : NO_RELEASE_COLOR;
}
