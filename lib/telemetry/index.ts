export { recordTraffic } from "./intake/record-traffic";
export { getMetric } from "./queries/metric";
export { listOperations } from "./queries/operations";
export { getRed } from "./queries/red";
