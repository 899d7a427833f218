import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";

import { loadTrafficSearch } from "@/components/telemetry/traffic-search";
import { UrlState } from "@/components/ui/url-state";
import { getServiceView } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";

import { orNotFound } from "../../../or-not-found";
import { prefetchTraffic } from "../prefetch-traffic";
import { ServiceOperations } from "./_components/service-operations";

export const metadata: Metadata = { title: "Operations" };

/** What is asked of this service, and which of it is slow or fails? */
export default async function OperationsPage({
  params,
  searchParams,
}: PageProps<"/services/[service]/operations">) {
  const ctx = await pageContext();
  const { id, name } = await orNotFound(getServiceView(ctx, (await params).service));
  const queries = await prefetchTraffic(ctx, id, await loadTrafficSearch(searchParams), ["operations"]);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <UrlState>
        <ServiceOperations service={{ id, name }} />
      </UrlState>
    </HydrationBoundary>
  );
}
