"use client";

import { useQuery } from "@tanstack/react-query";

import { Notice } from "@/components/ui/notice";
import { rollbackProblemsQuery } from "@/lib/delivery/query-options";

import type { ConfigurationWish } from "./configuration-choice";

type RollbackVariablesProps = {
  serviceId: string;
  environment: string;
  releaseId: string;
  configuration: ConfigurationWish;
};

/** Says before the click that the release would miss a variable; the request would be refused for it. */
export function RollbackVariables({
  serviceId,
  environment,
  releaseId,
  configuration,
}: RollbackVariablesProps) {
  const { data } = useQuery(rollbackProblemsQuery({ serviceId, environment }));
  const found = data?.items.find((each) => each.releaseId === releaseId);
  const problems = found?.[configuration] ?? [];
  if (problems.length === 0) return null;
  const other = configuration === "current" ? found?.restored : found?.current;
  const way = configuration === "current" ? "the configuration it served with" : "what is set now";
  return (
    <Notice tone="fail" title="This would be refused: the release misses what it needs." announce>
      <ul className="flex flex-col gap-1">
        {problems.map(({ key, message }) => (
          <li key={key}>{message}</li>
        ))}
      </ul>
      {other?.length === 0 && <p>With {way} nothing is missing.</p>}
    </Notice>
  );
}
