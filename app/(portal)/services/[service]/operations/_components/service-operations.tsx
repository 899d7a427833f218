"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";

import { explorePath, whereOf } from "@/components/explore/explore-path";
import { NoTraffic } from "@/components/telemetry/no-traffic";
import { OperationTable } from "@/components/telemetry/operation-table";
import { TrafficFailure } from "@/components/telemetry/traffic-failure";
import { TrafficFilters } from "@/components/telemetry/traffic-filters";
import { trafficSearch } from "@/components/telemetry/traffic-search";
import { Section } from "@/components/ui/section";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TextLink } from "@/components/ui/text-link";
import { operationsQuery } from "@/lib/telemetry/query-options";

/** Every operation of a service, in the order that one looks for; live. */
export function ServiceOperations({
  service: { id: serviceId, name },
}: {
  service: { id: string; name: string };
}) {
  const [{ environment, range }, setSearch] = useQueryStates(trafficSearch);
  const choice = { environment: environment ?? undefined, range: range ?? undefined };
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery(
    operationsQuery(serviceId, choice),
  );
  if (error && !data)
    return (
      <TrafficFailure
        title="Operations"
        error={error}
        onRetry={() => void refetch()}
        onReset={environment ? () => void setSearch({ environment: null }) : undefined}
      />
    );
  if (!data) return <SkeletonRows rows={8} label="Loading operations" />;
  if (data.environments.length === 0) return <NoTraffic />;
  const shown = environment ?? data.environment ?? "";
  return (
    <Section
      title="Operations"
      description={
        data.items.length === 0
          ? `Nothing was asked for in ${shown} in this time.`
          : "By method and route: ids, hashes and dates in a path count as one. The gateway counts them; nothing is sampled."
      }
      actions={
        <TrafficFilters
          environments={data.environments}
          environment={shown}
          range={data.range}
          loading={isFetching && isPlaceholderData}
        />
      }
    >
      {data.items.length > 0 && (
        <OperationTable
          serviceName={name}
          title="All operations"
          operations={data.items}
          actions={
            <TextLink
              to={explorePath({
                metric: "gateway.duration",
                aggregation: "p95",
                where: whereOf(name, shown),
                by: "method,route",
                range: data.range,
              })}
            >
              Explore
            </TextLink>
          }
        />
      )}
    </Section>
  );
}
