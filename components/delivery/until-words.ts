import { durationInWords } from "@/components/time/format-instant";

import { timeOfDay } from "./time-of-day";

const MINUTE_MS = 60_000;
const HALF_A_DAY_MS = 12 * 3_600_000;
const SIX_DAYS_MS = 6 * 24 * 3_600_000;

type Until = {
  instant: string;
  timeZone: string;
  nowMs: number;
  /** Nobody promised it: it is what others took. */
  estimated?: boolean;
};

/**
 * When something is over by itself: "1 h 12 min left", "until Mon 08:00", "until 4 Jan 2027, 08:00". Whole minutes are
 * rounded up, so that nothing is over before it is.
 */
export function untilWords({ instant, timeZone, nowMs, estimated = false }: Until): string {
  const leftMs = Date.parse(instant) - nowMs;
  if (Number.isNaN(leftMs)) return "";
  if (leftMs <= 0) return "any moment now";
  if (leftMs < HALF_A_DAY_MS) {
    const unitMs = leftMs < MINUTE_MS ? 1_000 : MINUTE_MS;
    const roundedMs = Math.ceil(leftMs / unitMs) * unitMs;
    // Ten times a second would be another figure; whole seconds are enough.
    const words = roundedMs < MINUTE_MS ? `${roundedMs / 1_000} s` : durationInWords(roundedMs);
    return `${estimated ? "about " : ""}${words} left`;
  }
  const at = timeOfDay(instant, timeZone, nowMs);
  return `until ${leftMs < SIX_DAYS_MS ? `${weekdayOf(instant, timeZone)} ${at.slice(-5)}` : at}`;
}

const weekdayOf = (instant: string, timeZone: string) =>
  new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short" }).format(new Date(instant));
