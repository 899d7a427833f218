/** The door for whatever takes telemetry in: the intake process, and workers that collect what targets spooled. */
export { announceLines, announceTelemetry, createAnnouncer } from "./intake/announce";
export { type FoundKey, findIntakePlaces, type KeyPlace } from "./intake/find-intake-place";
export { firstOfRequests } from "./intake/first-of-requests";
export { readShare } from "./intake/keep-evidence";
export { recordDrops } from "./intake/record-drops";
export type { Drop } from "./intake/record-drops";
export { recordLogs } from "./intake/record-logs";
export { recordMetricBatches } from "./intake/record-metric-batches";
export { recordSpans } from "./intake/record-spans";
export { resolveSources } from "./intake/resolve-sources";
export { FAMILY_TYPES, NAME_LABEL, PLACE_LABELS } from "./prometheus/samples";
export type { Family, Labels, Sample } from "./prometheus/samples";
export { SenderMemory } from "./prometheus/sender-memory";
export { attributesOf, Collected, nanoseconds, recordsOf, unitOf } from "./prometheus/to-records";
