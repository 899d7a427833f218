const SYNODIC_MONTH_DAYS = 29.530_588_853;
/** A new moon: 6 January 2000, 18:14 UTC. */
const NEW_MOON_MS = Date.UTC(2000, 0, 6, 18, 14);
const NAMES = [
  "New moon",
  "Waxing crescent",
  "First quarter",
  "Waxing gibbous",
  "Full moon",
  "Waning gibbous",
  "Last quarter",
  "Waning crescent",
];

/** The phase of the moon, and whether sun and moon pull together (spring tide) or across (neap tide). */
export function moonAt(instantMs) {
  const days = (instantMs - NEW_MOON_MS) / 86_400_000;
  const age = ((days % SYNODIC_MONTH_DAYS) + SYNODIC_MONTH_DAYS) % SYNODIC_MONTH_DAYS;
  const eighth = Math.round((age / SYNODIC_MONTH_DAYS) * 8) % 8;
  const tide = eighth % 4 === 0 ? "spring tide" : eighth % 4 === 2 ? "neap tide" : "between spring and neap";
  return {
    name: NAMES[eighth],
    illuminated: (1 - Math.cos((age / SYNODIC_MONTH_DAYS) * 2 * Math.PI)) / 2,
    tide,
  };
}
