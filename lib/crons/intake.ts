/** The door for the process that takes telemetry in. */
export { type CheckInBatch, recordCheckIns } from "./intake/record-check-ins";
