import { durationInWords } from "@/components/time/format-instant";
import type { ComparedRelease, RedView, ReleaseComparison } from "@/lib/telemetry/contract";

import type { TimeAxis } from "./time-lines";
import { instantName, tickName, ticksOf } from "./time-ticks";

type Sides = { base: ComparedRelease; other: ComparedRelease };
type Around = { red: RedView; timeZone: string };

const TICKS = 6;
/** Round lengths of time, in seconds. */
const ROUND = [600, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];

/** The axis of two releases: the clock where both answered at once, else the time since each began. */
export function comparedAxis(
  { alignment, offsets, stepSeconds }: ReleaseComparison,
  { base }: Sides,
  { red, timeZone }: Around,
): TimeAxis {
  const lengthMs = offsets.length * stepSeconds * 1_000;
  if (alignment === "moment") {
    const fromMs = Date.parse(base.from);
    const span = [fromMs, Math.max(fromMs + lengthMs, Date.parse(red.to))] as const;
    return {
      instants: offsets.map((seconds) => new Date(fromMs + seconds * 1_000).toISOString()),
      span,
      ticks: ticksOf(red.range, span, timeZone),
      tick: tickName(red.range, timeZone),
      title: instantName(timeZone),
      markers: red.markers.map(({ at, releaseNumber }) => ({ at, label: `#${releaseNumber}` })),
      cursor: "compared",
    };
  }
  const betweenMs = (ROUND.find((each) => each * 1_000 * TICKS >= lengthMs) ?? 86_400) * 1_000;
  return {
    // Counted from the beginning of both: an instant of this axis is a length of time.
    instants: offsets.map((seconds) => new Date(seconds * 1_000).toISOString()),
    span: [0, lengthMs],
    ticks: Array.from({ length: Math.floor(lengthMs / betweenMs) + 1 }, (_, index) => index * betweenMs),
    tick: (ms) => (ms === 0 ? "start" : durationInWords(ms)),
    title: (ms) =>
      ms === 0 ? "From the first request on" : `${durationInWords(ms)} after the first request`,
    markers: [],
    cursor: "compared",
  };
}
