import { useQueryStates } from "nuqs";

import type { DashboardDefinition } from "@/lib/dashboards/contract";

import { dashboardSearch, valuesOf } from "./dashboard-search";
import type { DashboardScope } from "./panel-question";

/** What the URL and the dashboard say together of whom and how far back. */
export function useScope(
  dashboardId: string,
  definition: Pick<DashboardDefinition, "range" | "variables">,
): DashboardScope {
  const [search] = useQueryStates(dashboardSearch);
  return {
    range: search.range ?? definition.range,
    values: valuesOf(definition, search),
    cursor: `dashboard ${dashboardId}`,
  };
}
