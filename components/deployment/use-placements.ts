import { useQuery } from "@tanstack/react-query";

import type { DeploymentView } from "@/lib/delivery/contract";
import { serviceQuery } from "@/lib/delivery/query-options";

/** What serves now where a deployment went, and in the environment after it; nothing for an archived service. */
export function usePlacements({ serviceId, environment }: Pick<DeploymentView, "serviceId" | "environment">) {
  const { data: service } = useQuery({ ...serviceQuery({ id: serviceId }), retry: false });
  const index = service?.environments.findIndex((each) => each.environment === environment) ?? -1;
  return {
    here: service?.environments[index],
    next: index < 0 ? undefined : service?.environments[index + 1],
  };
}
