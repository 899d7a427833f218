/** The door for whatever takes telemetry in: the intake process, and workers that collect what targets spooled. */
export { announceLines, announceTelemetry, createAnnouncer } from "./intake/announce";
export { findIntakePlaces } from "./intake/find-intake-place";
export { firstOfRequests } from "./intake/first-of-requests";
export { readShare } from "./intake/keep-evidence";
export { recordDrops } from "./intake/record-drops";
export type { Drop } from "./intake/record-drops";
export { recordLogs } from "./intake/record-logs";
export { recordMetricBatches } from "./intake/record-metric-batches";
export { recordSpans } from "./intake/record-spans";
export { resolveSources } from "./intake/resolve-sources";
