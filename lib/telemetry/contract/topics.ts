/** What browsers watch: what was measured of a service. Announced at most once in ten seconds. */
export const topics = { telemetry: (serviceId: string) => `telemetry:${serviceId}` as const };
