import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { DashboardList } from "@/components/dashboards/dashboard-list";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { pageContext } from "@/lib/core/request";
import { listDashboards } from "@/lib/dashboards";
import { dashboardsQuery } from "@/lib/dashboards/query-options";

import { whyNotEdit } from "./why-not-edit";

export const metadata: Metadata = { title: "Dashboards" };

/** All dashboards: those that come with Slipway, and those of people. */
export default async function DashboardsPage() {
  const ctx = await pageContext();
  const queries = new QueryClient();
  await queries.fetchQuery({
    ...dashboardsQuery(),
    queryFn: async () => ({ items: await listDashboards(ctx) }),
  });
  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Dashboards" }]} />
      <HydrationBoundary state={dehydrate(queries)}>
        <DashboardList whyNot={whyNotEdit(ctx)} />
      </HydrationBoundary>
    </Page>
  );
}
