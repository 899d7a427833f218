import { useQuery } from "@tanstack/react-query";

import type { Variable, VariableValues } from "@/lib/dashboards/contract";
import { sourceValuesQuery } from "@/lib/telemetry/query-options";

/** What a variable can be, given what is chosen of the service and the environment. */
export function useVariableValues(name: Variable, values: VariableValues): readonly string[] {
  const { service = "", environment = "" } = values;
  const { data } = useQuery(sourceValuesQuery({ service, environment }));
  return data?.[name] ?? [];
}
