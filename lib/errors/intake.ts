/** The door for the process that takes telemetry in. */
export { type ErrorBatch, recordErrors } from "./intake/record-errors";
export { sentryKeyOf } from "./protocol/auth";
export type { SentryBatch as Envelope } from "./contract/batch";
export { readEnvelope } from "./protocol/read-envelope";
export { readStore } from "./protocol/read-store";
export { Refused } from "./protocol/refused";
export { errorsInSpan } from "./stack-text/errors-in-span";
