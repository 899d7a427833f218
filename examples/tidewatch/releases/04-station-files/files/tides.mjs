import { readdirSync, readFileSync } from "node:fs";

/**
 * The water level as a sum of cosine waves, one per constituent: its speed in degrees an hour comes from astronomy,
 * its amplitude in metres and its phase in degrees from measurements at the harbour. Not for navigation.
 */
const SPEEDS = { M2: 28.984_104, S2: 30, N2: 28.439_73, K1: 15.041_069, O1: 13.943_036 };

/** Read at every request, so that a new harbour appears without a restart. */
function readStations() {
  const folder = new URL("./stations/", import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.toSorted().map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")));
}

export function levelAt(station, instantMs) {
  const hours = instantMs / 3_600_000;
  return Object.entries(station.constituents).reduce((level, [name, [amplitude, phase]]) => {
    const degrees = SPEEDS[name] * hours - phase;
    return level + amplitude * Math.cos((degrees * Math.PI) / 180);
  }, 0);
}

/** The next turn of the tide, to the minute. */
export function nextTurn(station, fromMs) {
  const minute = 60_000;
  const isRising = levelAt(station, fromMs + minute) > levelAt(station, fromMs);
  let instantMs = fromMs;
  while (levelAt(station, instantMs + minute) > levelAt(station, instantMs) === isRising) instantMs += minute;
  return {
    kind: isRising ? "high" : "low",
    at: new Date(instantMs).toISOString(),
    level: levelAt(station, instantMs),
  };
}

export function tidesNow(nowMs) {
  return readStations().map((station) => ({
    station,
    name: station.name,
    level: Number(levelAt(station, nowMs).toFixed(2)),
    isRising: levelAt(station, nowMs + 60_000) > levelAt(station, nowMs),
    next: nextTurn(station, nowMs),
  }));
}
