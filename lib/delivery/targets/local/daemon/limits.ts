/**
 * Every number of the local target in one place. Each can be set in the environment: `stopGraceMs` is
 * `SLIPWAY_TARGET_STOP_GRACE_MS`, and so on.
 */
export const DEFAULT_LIMITS = {
  /** From SIGTERM to SIGKILL for a release that has served. */
  stopGraceMs: 10_000,
  /** The same for a release that was rejected and never served anybody. */
  rejectGraceMs: 2_000,
  /** Open requests get this long when the whole target shuts down. */
  shutdownDrainMs: 1_500,
  /** And services this; whoever stops the portal waits eight seconds for both. */
  shutdownGraceMs: 5_000,
  /** More log than this while it starts or settles is a flood. */
  logFloodBytes: 64 * 1024 * 1024,
  /** More disk than this, in the temporary and the working folder, while it starts or settles is refused. */
  diskBytes: 512 * 1024 * 1024,
  logFileBytes: 8 * 1024 * 1024,
  logFiles: 3,
  logLineChars: 4_096,
  logRingLines: 1_000,
  /** Logs of stopped instances that stay readable, per placement. */
  keptLogs: 5,
  /** How often log, exit and disk are looked at while somebody waits for the verdict. */
  pollMs: 100,
  /** A release that listens, but elsewhere, is told so after this. */
  wrongPortMs: 5_000,
  /** Failed probes in a row that make a settling release unhealthy. */
  unhealthyProbes: 3,
  /** How often a serving release is probed for `observe`. */
  monitorMs: 5_000,
  restartFirstMs: 200,
  restartMaxMs: 30_000,
  /** A release that stayed up this long starts again with the shortest delay. */
  restartForgetMs: 60_000,
  /** How long the gateway keeps a request while its release restarts. */
  holdRestartMs: 5_000,
  /** The same after a reboot, when everything starts at once. */
  holdRestoreMs: 30_000,
  heldRequests: 1_000,
  /** The head of a request must have arrived by then. */
  requestHeadMs: 15_000,
  /** A release that was starting when the daemon died is stopped unless its caller comes back. */
  orphanMs: 30_000,
  /** Processes that no record names are stopped at once, but after the state was damaged only after this. */
  lostStateMs: 10 * 60_000,
  /** A started release nobody asks about any more is stopped. */
  unclaimedMs: 10 * 60_000,
  /** After a switch the release is on probation until `watch` is over; this is how long we wait for it to begin. */
  probationMs: 15_000,
  /** How often counted requests are handed over; a gateway that is killed loses what it counted since. */
  trafficFlushMs: 10_000,
  /** How many bytes of counted requests may wait on disk for a portal or a database that is away, */
  trafficSpoolBytes: 64 * 1024 * 1024,
  /** and how long. The portal remembers for longer which ones it has. */
  trafficSpoolMs: 2 * 24 * 3_600_000,
  /** How often what instances printed is read, and handed over. */
  outputMs: 200,
  /** Lines an instance may print for good; what comes faster is passed over, and counted. */
  outputLinesPerSecond: 12_000,
  /** How much of it may wait on disk for a portal or a database that is away, and how long. */
  outputSpoolBytes: 256 * 1024 * 1024,
  outputSpoolMs: 2 * 24 * 3_600_000,
  /** How often it is looked at what processes use. */
  usageMs: 10_000,
  commandMs: 10 * 60_000,
  warmInstances: 1,
  firstPort: 20_000,
  lastPort: 31_999,
};

export type Limits = typeof DEFAULT_LIMITS;

/** Throws with one sentence when a number in the environment is not a number. */
export function limitsFrom(environment: Record<string, string | undefined>): Limits {
  const limits = { ...DEFAULT_LIMITS };
  for (const key of Object.keys(limits)) {
    if (!isLimit(key)) continue;
    const name = `SLIPWAY_TARGET_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
    const text = environment[name];
    if (text === undefined || text === "") continue;
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 0)
      throw new Error(`${name} must be a whole number that is not negative, but it is "${text}".`);
    limits[key] = value;
  }
  return limits;
}

function isLimit(key: string): key is keyof Limits {
  return Object.hasOwn(DEFAULT_LIMITS, key);
}
