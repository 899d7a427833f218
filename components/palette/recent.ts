export type RecentPlace = { to: string; label: string };

const KEY = "recent-places";
const KEPT = 6;

/** Where this person was lately, newest first. */
export function recentPlaces(): RecentPlace[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isPlace) : [];
  } catch {
    return []; // storage is switched off, or somebody else wrote there
  }
}

/** Remembers a visit; a place is kept once. */
export function rememberPlace(place: RecentPlace): void {
  const others = recentPlaces().filter(({ to }) => to !== place.to);
  try {
    localStorage.setItem(KEY, JSON.stringify([place, ...others].slice(0, KEPT)));
  } catch {
    // A full or forbidden storage only costs the convenience.
  }
}

function isPlace(value: unknown): value is RecentPlace {
  return (
    typeof value === "object" &&
    value !== null &&
    "to" in value &&
    typeof value.to === "string" &&
    value.to.startsWith("/") &&
    "label" in value &&
    typeof value.label === "string"
  );
}
