/**
 * What browsers watch: what was measured of a service, or of any, announced at most once in ten seconds; and the lines
 * that it, or any service, wrote, announced at most once a second.
 */
export const topics = {
  telemetry: (serviceId: string) => `telemetry:${serviceId}` as const,
  allTelemetry: "telemetry",
  logs: (serviceId: string) => `logs:${serviceId}` as const,
  allLogs: "logs",
  /** How far another engine was written to. */
  metricsEngine: "metrics-engine",
};
