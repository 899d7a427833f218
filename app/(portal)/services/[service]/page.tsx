import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { cookies } from "next/headers";
import { Suspense } from "react";

import type { DialogRequest } from "@/components/delivery/delivery-dialogs";
import { readPreferences } from "@/components/preferences/preferences";
import { loadTrafficSearch } from "@/components/telemetry/traffic-search";
import { TrafficSkeleton } from "@/components/telemetry/traffic-skeleton";
import { listDependencies, listEnvironments } from "@/lib/catalog";
import { dependenciesQuery } from "@/lib/catalog/query-options";
import { pageContext } from "@/lib/core/request";
import { listMonitors } from "@/lib/crons";
import { getDora, listDeployments } from "@/lib/delivery";
import type { ServiceDetail } from "@/lib/delivery/contract";
import { recentDeploymentsQuery } from "@/lib/delivery/query-options";
import { listIssues } from "@/lib/errors";
import { getPipeline, listHolds } from "@/lib/gates";
import { holdsQuery, pipelineQuery } from "@/lib/gates/query-options";

import { deliveryAccess } from "../../delivery-access";
import { DEPLOYMENTS_SHOWN } from "./_components/recent-deployments";
import { ISSUES_SHOWN, openIssuesOf, ServiceErrors } from "./_components/service-errors";
import { FAILING, MONITORS_SHOWN, ServiceMonitors } from "./_components/service-monitors";
import { ServiceOverview } from "./_components/service-overview";
import { ServicePerformance } from "./_components/service-performance";
import { ServiceTraffic } from "./_components/service-traffic";
import { loadService } from "./load-service";
import { prefetchTraffic } from "./prefetch-traffic";

/** A quarter of a year: long enough for services that ship once a week. */
const DAYS_COUNTED = 90;

type ServicePageProps = {
  params: Promise<{ service: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** What runs where, is it healthy, what can I ship? The service itself is in the browser already, with the frame. */
export default async function ServicePage({ params, searchParams }: ServicePageProps) {
  const ctx = await pageContext();
  const service = await loadService((await params).service);
  const jar = await cookies();
  const { timeZone } = readPreferences((name) => jar.get(name)?.value);
  const queries = new QueryClient();
  const [environments] = await Promise.all([
    listEnvironments(ctx),
    queries.fetchQuery({ ...pipelineQuery(service.id), queryFn: () => getPipeline(ctx, service.id) }),
    queries.fetchQuery({
      ...holdsQuery(service.id),
      queryFn: async () => ({ items: await listHolds(ctx, service.id) }),
    }),
    queries.fetchQuery({
      ...dependenciesQuery(service.id),
      queryFn: () => listDependencies(ctx, service.id),
    }),
    queries.fetchQuery({
      ...recentDeploymentsQuery(service.id, DEPLOYMENTS_SHOWN),
      queryFn: () => listDeployments(ctx, { service: service.id, limit: DEPLOYMENTS_SHOWN }),
    }),
  ]);

  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <ServiceOverview
        service={{ id: service.id, name: service.name }}
        access={deliveryAccess(ctx, environments)}
        initialDialog={dialogOf(service, await searchParams)}
      />
      <Suspense fallback={<TrafficSkeleton />}>
        <ServiceTraffic
          service={{ id: service.id, name: service.name }}
          measured={prefetchTraffic(ctx, service.id, await loadTrafficSearch(searchParams), [
            "red",
            "operations",
          ])}
        />
      </Suspense>
      <Suspense>
        <ServiceErrors
          service={{ id: service.id, name: service.name }}
          found={listIssues(ctx, { ...openIssuesOf(service.id), limit: ISSUES_SHOWN })}
        />
      </Suspense>
      <Suspense>
        <ServiceMonitors
          service={{ id: service.id, name: service.name }}
          found={listMonitors(ctx, service.id, { status: FAILING, limit: MONITORS_SHOWN })}
        />
      </Suspense>
      {/* Counts over a quarter of history: nothing above waits for it. */}
      <Suspense>
        <ServicePerformance
          serviceName={service.name}
          counted={getDora(ctx, { days: DAYS_COUNTED, timeZone, service: service.id })}
        />
      </Suspense>
    </HydrationBoundary>
  );
}

/** `?promote=production`, `?rollback=production` and `?repair=production` open the dialog: what a link from elsewhere asks for. */
function dialogOf(
  { id, name, environments }: ServiceDetail,
  { promote, rollback, repair }: Record<string, string | string[] | undefined>,
): DialogRequest | undefined {
  const service = { id, name };
  const place = (wanted: unknown) => environments.findIndex(({ environment }) => environment === wanted);
  const [to, from] = [environments[place(promote)], environments[place(promote) - 1]];
  if (to && from) return { kind: "promote", service, from: from.environment, to: to.environment };
  const back = environments[place(rollback)];
  if (back) return { kind: "rollback", service, environment: back.environment };
  const drifted = environments[place(repair)];
  return drifted && { kind: "repair", service, environment: drifted.environment };
}
