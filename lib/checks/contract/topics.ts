/** What browsers watch. */
export const topics = {
  /** Definitions and newest results of a service. */
  checks: (serviceId: string) => `checks:${serviceId}` as const,
  run: (runId: string) => `check-run:${runId}` as const,
};
