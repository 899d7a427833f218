import { queryOptions } from "@tanstack/react-query";

import { fetchView } from "@/lib/core/fetch-view";

import type { EnvironmentView, ServiceDependencies } from "./contract";

export const environmentsQuery = () =>
  queryOptions({
    queryKey: ["environments"],
    queryFn: ({ signal }) => fetchView<{ items: EnvironmentView[] }>("/api/v1/environments", signal),
  });

/** Live with whatever is delivered: the health of other services is part of it. */
export const dependenciesQuery = (serviceId: string) =>
  queryOptions({
    queryKey: ["delivery", "dependencies", serviceId],
    queryFn: ({ signal }) =>
      fetchView<ServiceDependencies>(`/api/v1/services/${serviceId}/dependencies`, signal),
  });
