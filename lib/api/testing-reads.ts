type Ids = {
  serviceId: string;
  releaseId: string;
  channelId: string;
  checkRunId: string;
  deploymentId: string;
  setId: string;
};

/** Reads that need no working repository, of what the test has made. */
export const readsOf = ({
  serviceId,
  releaseId,
  channelId,
  checkRunId,
  deploymentId,
  setId,
}: Ids): string[] => [
  "/home",
  "/board",
  "/board?search=tide&limit=1",
  "/services",
  `/services/${serviceId}`,
  "/services/tide-tables",
  `/services/${serviceId}/releases?limit=2`,
  `/services/${serviceId}/variables`,
  `/services/${serviceId}/variable-problems`,
  `/services/${serviceId}/rollback-variable-problems?environment=dev`,
  `/services/${serviceId}/configurations/dev/versions?limit=1`,
  `/services/${serviceId}/configuration-diff?from=dev&to=production`,
  `/services/${serviceId}/promotion-plan?from=dev&to=staging`,
  `/services/${serviceId}/deployment-plan?environment=staging&releaseId=${releaseId}`,
  `/services/${serviceId}/rollback-plan?environment=dev`,
  `/releases/${releaseId}`,
  `/releases/${releaseId}/log`,
  "/deployments?service=tide-tables&environment=dev&status=queued,running",
  `/deployments/${deploymentId}`,
  `/deployments/${deploymentId}/log?after=0`,
  `/deployments/${deploymentId}/checks`,
  `/deployments/${deploymentId}/verdict`,
  "/services/tide-tables/checks",
  "/services/tide-tables/check-runs?environment=dev",
  `/check-runs/${checkRunId}`,
  "/services/tide-tables/dependencies",
  "/services/tide-tables/pipeline",
  "/services/tide-tables/holds",
  "/pipeline-template",
  "/freezes",
  "/release-sets",
  `/release-sets/${setId}`,
  "/release-set-candidates?from=staging&to=production",
  "/release-set-plan?from=staging&to=production&services=tide-tables",
  "/window-preview?kind=daily&days=sat,sun&from=00:00&until=00:00&timeZone=Europe/Berlin",
  "/teams",
  "/teams/harbour",
  "/environments",
  "/dora?days=30&timeZone=Europe/Berlin&service=tide-tables",
  "/deployments?counts=failure&from=2026-01-01T00:00:00Z",
  "/events",
  "/people",
  "/tokens",
  "/audit?text=tide",
  "/inbox?state=unread",
  "/inbox/unread",
  "/subscriptions",
  "/channels",
  `/channels/${channelId}`,
  `/channels/${channelId}/deliveries?status=pending`,
];
