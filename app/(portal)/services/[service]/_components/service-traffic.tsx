import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";

import { TrafficSection } from "@/components/telemetry/traffic-section";
import { ServiceNeighbours } from "@/components/traces/service-neighbours";
import { SlowestTraces } from "@/components/traces/slowest-traces";
import { UrlState } from "@/components/ui/url-state";

type ServiceTrafficProps = { service: { id: string; name: string }; measured: Promise<QueryClient> };

/** What was measured of this service, once what the gateway counted is read: that decides which time all of it shows. */
export async function ServiceTraffic({ service, measured }: ServiceTrafficProps) {
  return (
    <HydrationBoundary state={dehydrate(await measured)}>
      <UrlState>
        <TrafficSection service={service} />
        <SlowestTraces service={service} />
        <ServiceNeighbours service={service} />
      </UrlState>
    </HydrationBoundary>
  );
}
