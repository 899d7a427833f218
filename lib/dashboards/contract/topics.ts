/** What browsers watch: any dashboard was created, changed or deleted. */
export const topics = { dashboards: "dashboards" };
