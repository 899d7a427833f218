export { exportAudit } from "./export-audit";
export { canReadAudit } from "./policy";
export { listAuditEntries } from "./queries";
