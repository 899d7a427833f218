/** What browsers watch. `services` and `environments` belong to the catalog. */
export const topics = {
  /** Any placement or deployment of any service changed: boards and lists. */
  delivery: "delivery",
  service: (serviceId: string) => `service:${serviceId}` as const,
  deployment: (deploymentId: string) => `deployment:${deploymentId}` as const,
  release: (releaseId: string) => `release:${releaseId}` as const,
  /** New lines in the log of a release (build) or a deployment. */
  log: (subject: string) => `log:${subject}` as const,
};
