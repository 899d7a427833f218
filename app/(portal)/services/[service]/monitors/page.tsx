import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { MonitorList } from "@/components/crons/monitor-list";
import { NoMonitors } from "@/components/crons/no-monitors";
import { Section } from "@/components/ui/section";
import { getServiceView } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { listMonitors } from "@/lib/crons";
import { monitorsQuery } from "@/lib/crons/query-options";

import { orNotFound } from "../../../or-not-found";

export const metadata: Metadata = { title: "Monitors" };

/** Do the tasks of this service run when they should, and end well? */
export default async function MonitorsPage({ params }: PageProps<"/services/[service]/monitors">) {
  const ctx = await pageContext();
  const { id, name } = await orNotFound(getServiceView(ctx, (await params).service));
  const queries = new QueryClient();
  await queries.fetchInfiniteQuery({
    ...monitorsQuery(id),
    queryFn: () => listMonitors(ctx, id, { limit: 50 }),
  });
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <Section
        title="Cron monitors"
        description="Tasks that run by a schedule and tell of their runs, those that need somebody first."
      >
        <MonitorList service={{ id, name }} empty={<NoMonitors serviceName={name} />} />
      </Section>
    </HydrationBoundary>
  );
}
