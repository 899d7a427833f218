import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { Suspense } from "react";

import { UrlState } from "@/components/ui/url-state";
import { pageContext } from "@/lib/core/request";
import { compareMetrics, listDrops } from "@/lib/telemetry";
import { dropsQuery } from "@/lib/telemetry/query-options";

import { SettingsCrumbs } from "../_components/settings-crumbs";
import { MetricsEngine } from "./_components/metrics-engine";
import { NotSeenTable } from "./_components/not-seen-table";
import { loadNotSeenSearch } from "./search-params";

export const metadata: Metadata = { title: "Telemetry storage" };

/** What services sent, or were asked, that nobody can look at. */
export default async function TelemetryPage({ searchParams }: PageProps<"/settings/telemetry">) {
  const ctx = await pageContext();
  const { range } = await loadNotSeenSearch(searchParams);
  const queries = new QueryClient();
  await queries.fetchQuery({
    ...dropsQuery(undefined, { range }),
    queryFn: () => listDrops(ctx, { range }),
  });
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <SettingsCrumbs page="Telemetry storage" />
      <Suspense fallback={null}>
        <EngineState />
      </Suspense>
      <UrlState>
        <NotSeenTable />
      </UrlState>
    </HydrationBoundary>
  );
}

/** Apart from the rest, which need not wait for an engine that may be away. */
async function EngineState() {
  return <MetricsEngine comparison={await compareMetrics(await pageContext(), {})} />;
}
