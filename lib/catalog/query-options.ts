import { queryOptions } from "@tanstack/react-query";

import { fetchView } from "@/lib/core/fetch-view";

import type { EnvironmentView } from "./contract";

export const environmentsQuery = () =>
  queryOptions({
    queryKey: ["environments"],
    queryFn: ({ signal }) => fetchView<{ items: EnvironmentView[] }>("/api/v1/environments", signal),
  });
