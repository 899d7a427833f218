"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { mayDeployTo, whyNotDeployTo, type DeliveryAccess } from "@/components/delivery/access";
import { EnvironmentField } from "@/components/delivery/environment-field";
import { PlanProblem } from "@/components/delivery/plan-problem";
import { useSearchParam } from "@/components/delivery/use-search-param";
import { LayersIcon } from "@/components/icons";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { setCandidatesQuery } from "@/lib/delivery/query-options";

import { CandidateTable } from "./candidate-table";
import { toggled, usualMembers } from "./choose-members";
import { ReviewSet } from "./review-set";

type NewReleaseSetProps = {
  environments: readonly string[];
  initial: { from: string; to: string };
  access: DeliveryAccess;
};

/** From where to where, which services, and then what that would do. */
export function NewReleaseSet({ environments, initial, access }: NewReleaseSetProps) {
  const [fromInUrl, setFrom] = useSearchParam("from");
  const [toInUrl, setTo] = useSearchParam("to");
  const [from, to] = [fromInUrl || initial.from, toInUrl || initial.to];
  const places = `${from} ${to}`;
  const [choice, setChoice] = useState<{ places: string; names: string[] }>();
  const { data, error, refetch } = useQuery(setCandidatesQuery({ from, to }));
  const candidates = data?.items ?? [];
  const known = new Set(candidates.map(({ service }) => service.name));
  // A choice is one between two environments; what was shipped in the meantime cannot be chosen any more.
  const chosen = (choice?.places === places ? choice.names : usualMembers(candidates)).filter((name) =>
    known.has(name),
  );
  const choose = (names: string[]) => setChoice({ places, names });
  /** What leaves an environment usually goes to the next one. */
  const chooseFrom = (environment: string) => {
    setFrom(environment);
    setTo(environments[environments.indexOf(environment) + 1] ?? to);
  };
  const whyNot = mayDeployTo(access, to) ? undefined : whyNotDeployTo(access, to);

  return (
    <>
      <div className="flex flex-wrap items-end gap-3">
        <EnvironmentField
          className="w-full max-w-56"
          label="From"
          value={from}
          environments={environments}
          onChange={chooseFrom}
        />
        <EnvironmentField
          className="w-full max-w-56"
          label="To"
          value={to}
          environments={environments}
          onChange={setTo}
        />
      </div>
      <Panel title="Services" description={`What ${to} serves otherwise than ${from}.`} flush>
        {error ? (
          <PlanProblem error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <SkeletonRows rows={6} label="Loading services" />
        ) : candidates.length === 0 ? (
          <EmptyState icon={LayersIcon} title={`Nothing to promote from ${from} to ${to}.`}>
            {from === to
              ? "Choose two different environments."
              : `Whatever runs in ${from} serves in ${to} already.`}
          </EmptyState>
        ) : (
          <CandidateTable
            candidates={candidates}
            chosen={chosen}
            onToggle={(candidate) => choose(toggled(chosen, candidate))}
            onAll={(all) => choose(all ? candidates.map(({ service }) => service.name) : [])}
          />
        )}
      </Panel>
      {candidates.length > 0 && <ReviewSet from={from} to={to} services={chosen} whyNot={whyNot} />}
    </>
  );
}
