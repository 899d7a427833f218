import { queryOptions } from "@tanstack/react-query";

import { fetchView } from "@/lib/core/fetch-view";

import type { EnvironmentView, VariableView } from "./contract";

export const environmentsQuery = () =>
  queryOptions({
    queryKey: ["environments"],
    queryFn: ({ signal }) => fetchView<{ items: EnvironmentView[] }>("/api/v1/environments", signal),
  });

export const variablesQuery = (serviceId: string) =>
  queryOptions({
    queryKey: [`variables:${serviceId}`],
    queryFn: ({ signal }) =>
      fetchView<{ items: VariableView[] }>(`/api/v1/services/${serviceId}/variables`, signal),
  });
