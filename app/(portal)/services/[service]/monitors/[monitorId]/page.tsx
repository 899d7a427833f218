import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cache } from "react";

import { MonitorDetail } from "@/components/crons/monitor-detail";
import { can } from "@/lib/auth";
import { getServiceView } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { getMonitor, listRuns } from "@/lib/crons";
import { monitorQuery, runsQuery } from "@/lib/crons/query-options";

import { orNotFound } from "../../../../or-not-found";

type MonitorPageProps = PageProps<"/services/[service]/monitors/[monitorId]">;

const readMonitor = cache(async (service: string, monitorId: string) =>
  orNotFound(getMonitor(await pageContext(), service, monitorId)),
);

export async function generateMetadata({ params }: MonitorPageProps): Promise<Metadata> {
  const { service, monitorId } = await params;
  return { title: (await readMonitor(service, monitorId)).slug };
}

/** Does this task run when it should, and what did its last runs do? */
export default async function MonitorPage({ params }: MonitorPageProps) {
  const { service, monitorId } = await params;
  const ctx = await pageContext();
  const [monitor, { id, name }] = await Promise.all([
    readMonitor(service, monitorId),
    orNotFound(getServiceView(ctx, service)),
  ]);
  const queries = new QueryClient();
  await Promise.all([
    queries.fetchQuery({ ...monitorQuery(id, monitorId), queryFn: () => monitor }),
    queries.fetchInfiniteQuery({
      ...runsQuery(id, monitorId),
      queryFn: () => listRuns(ctx, id, monitorId, { limit: 50 }),
    }),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <MonitorDetail service={{ id, name }} monitorId={monitorId} mayRemove={can(ctx.actor, "error.edit")} />
    </HydrationBoundary>
  );
}
