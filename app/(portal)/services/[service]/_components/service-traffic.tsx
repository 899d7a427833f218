import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";

import { TrafficSection } from "@/components/telemetry/traffic-section";
import { UrlState } from "@/components/ui/url-state";

type ServiceTrafficProps = { service: { id: string; name: string }; measured: Promise<QueryClient> };

/** What the gateway counted of this service, once it is read. */
export async function ServiceTraffic({ service, measured }: ServiceTrafficProps) {
  return (
    <HydrationBoundary state={dehydrate(await measured)}>
      <UrlState>
        <TrafficSection service={service} />
      </UrlState>
    </HydrationBoundary>
  );
}
