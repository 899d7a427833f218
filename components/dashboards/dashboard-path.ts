export const dashboardPath = (dashboardId: string): string =>
  `/dashboards/${encodeURIComponent(dashboardId)}`;
