import { useQuery } from "@tanstack/react-query";

import { rollbackProblemsQuery } from "@/lib/delivery/query-options";

import type { ConfigurationWish } from "./configuration-choice";

export type RollbackWish = {
  serviceId: string;
  environment: string;
  releaseId: string | undefined;
  configuration: ConfigurationWish;
};

/** What a release would miss with the chosen configuration, and whether it would miss nothing with the other one. */
export function useMissingVariables({ serviceId, environment, releaseId, configuration }: RollbackWish) {
  const { data } = useQuery(rollbackProblemsQuery({ serviceId, environment }));
  const found = data?.items.find((each) => each.releaseId === releaseId);
  const other = configuration === "current" ? found?.restored : found?.current;
  return { problems: found?.[configuration] ?? [], isOtherFine: other?.length === 0 };
}
