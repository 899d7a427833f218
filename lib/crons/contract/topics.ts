/** What browsers are told of: any cron monitor of a service. */
export const topics = { monitorsOf: (serviceId: string) => `cron-monitors:${serviceId}` as const };
