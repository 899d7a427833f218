"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";

import { servicePath } from "@/components/delivery/paths";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { operationsQuery, redQuery } from "@/lib/telemetry/query-options";

import { CompareReleases } from "./compare-releases";
import { FailingElsewhere } from "./failing-elsewhere";
import { NoTraffic } from "./no-traffic";
import { NotSeen } from "./not-seen";
import { OperationTable } from "./operation-table";
import { ReleaseTrafficTable } from "./release-traffic-table";
import { TrafficCharts } from "./traffic-charts";
import { TrafficFailure } from "./traffic-failure";
import { TrafficFilters } from "./traffic-filters";
import { trafficSearch } from "./traffic-search";
import { TrafficSkeleton } from "./traffic-skeleton";
import { trafficSentence } from "./traffic-words";

const OPERATIONS_SHOWN = 5;
const ALL_SIGNALS = ["requests", "spans", "logs", "metrics", "errors", "attachments"] as const;

/** How much, how well and how fast a service answers, by release; live while somebody looks. */
export function TrafficSection({ service }: { service: { id: string; name: string } }) {
  const [{ environment, range, compare }, setSearch] = useQueryStates(trafficSearch);
  const choice = { environment: environment ?? undefined, range: range ?? undefined };
  const { data: red, error, isFetching, isPlaceholderData, refetch } = useQuery(redQuery(service.id, choice));
  const { data: operations } = useQuery(operationsQuery(service.id, choice));
  if (error && !red)
    return (
      <TrafficFailure
        title="Traffic"
        error={error}
        onRetry={() => void refetch()}
        onReset={environment ? () => void setSearch({ environment: null }) : undefined}
      />
    );
  if (!red) return <TrafficSkeleton />;
  if (red.environments.length === 0)
    return (
      <Section title="Traffic">
        <NoTraffic />
      </Section>
    );
  const shown = environment ?? red.environment ?? "";
  return (
    <Section
      title="Traffic"
      id="traffic"
      description={trafficSentence(red.total, red.perMinute)}
      actions={
        <TrafficFilters
          environments={red.environments}
          environment={shown}
          elsewhere={red.elsewhere}
          range={red.range}
          loading={isFetching && isPlaceholderData}
        />
      }
    >
      <FailingElsewhere service={service} elsewhere={red.elsewhere} />
      <NotSeen service={service} signals={ALL_SIGNALS} choice={{ environment: shown, range: red.range }} />
      {red.total.requests > 0 && (
        <>
          <TrafficCharts service={service} environment={shown} red={red} />
          <ReleaseTrafficTable serviceName={service.name} releases={red.releases} />
          {compare && <CompareReleases service={service} environment={shown} red={red} />}
          {operations && operations.items.length > 0 && (
            <OperationTable
              serviceName={service.name}
              title="Top operations"
              operations={operations.items}
              most={OPERATIONS_SHOWN}
              actions={
                <TextLink
                  to={`${servicePath(service.name)}/operations?environment=${shown}&range=${red.range}`}
                >
                  {operations.items.length > OPERATIONS_SHOWN
                    ? `All ${operations.items.length.toLocaleString("en")} operations`
                    : "Operations"}
                </TextLink>
              }
            />
          )}
        </>
      )}
    </Section>
  );
}
