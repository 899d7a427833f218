/**
 * The water level as a sum of cosine waves, one per constituent: its speed in degrees an hour comes from astronomy,
 * its amplitude in metres and its phase in degrees from measurements at the harbour. Not for navigation.
 */
const SPEEDS = { M2: 28.984_104, S2: 30, N2: 28.439_73, K1: 15.041_069, O1: 13.943_036 };

export const stations = [
  {
    name: "Northwick",
    constituents: { M2: [1.62, 41], S2: [0.52, 88], N2: [0.31, 20], K1: [0.11, 170], O1: [0.1, 15] },
  },
  {
    name: "Gull Haven",
    constituents: { M2: [0.94, 133], S2: [0.28, 181], N2: [0.19, 109], K1: [0.07, 32], O1: [0.08, 258] },
  },
  {
    name: "Saltmouth",
    constituents: { M2: [2.41, 282], S2: [0.83, 330], N2: [0.47, 262], K1: [0.09, 98], O1: [0.07, 321] },
  },
];

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
  return stations.map((station) => ({
    name: station.name,
    level: Number(levelAt(station, nowMs).toFixed(2)),
    isRising: levelAt(station, nowMs + 60_000) > levelAt(station, nowMs),
    next: nextTurn(station, nowMs),
  }));
}
