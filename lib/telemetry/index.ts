export { recordTraffic } from "./intake/record-traffic";
export { askMetric, listMetrics } from "./queries/ask-metric";
export { getMetric } from "./queries/metric";
export { listOperations } from "./queries/operations";
export { getRed } from "./queries/red";
