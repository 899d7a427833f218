// Keys start with the topic that makes them stale, as `topics` of the contract has it.
export { logsQuery, logSummaryQuery, freshLogsQuery } from "./logs";
export {
  metricNamesQuery,
  questionOf,
  metricQuery,
  PROCESS_METRICS,
  processMetricQuery,
  distributionQuery,
  sourceValuesQuery,
  scrapesQuery,
} from "./metrics";
export {
  type TraceSelection,
  tracesQuery,
  traceHistogramQuery,
  traceOutlineQuery,
  spanQuery,
  traceLinesQuery,
  serviceMapQuery,
} from "./traces";
export { redQuery, operationsQuery, dropsQuery, comparisonQuery } from "./traffic";
