import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cache } from "react";

import { DashboardPage } from "@/components/dashboards/dashboard-page";
import { UnreadableDashboard } from "@/components/dashboards/unreadable-dashboard";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { UrlState } from "@/components/ui/url-state";
import { DomainError } from "@/lib/core/errors";
import { pageContext } from "@/lib/core/request";
import { getDashboard } from "@/lib/dashboards";
import { dashboardQuery } from "@/lib/dashboards/query-options";

import { orNotFound } from "../../or-not-found";
import { whyNotEdit } from "../why-not-edit";

type Props = PageProps<"/dashboards/[dashboardId]">;

const load = cache(async (params: Props["params"]) => {
  const ctx = await pageContext();
  const dashboardId = decodeURIComponent((await params).dashboardId);
  try {
    return { ctx, dashboardId, dashboard: await orNotFound(getDashboard(ctx, dashboardId)) };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "invalid") throw error;
    return { ctx, dashboardId, problem: error.message };
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { dashboard } = await load(params);
  return { title: dashboard?.definition.name ?? "Dashboard" };
}

/** One dashboard, in the browser's hands: each panel asks for itself, once it is near the window. */
export default async function OneDashboardPage({ params }: Props) {
  const { ctx, dashboardId, dashboard, problem } = await load(params);
  if (!dashboard)
    return (
      <Page>
        <Breadcrumbs crumbs={[{ label: "Dashboards", to: "/dashboards" }, { label: "Dashboard" }]} />
        <UnreadableDashboard
          dashboardId={dashboardId}
          problem={problem}
          mayDelete={whyNotEdit(ctx) === undefined}
        />
      </Page>
    );
  const queries = new QueryClient();
  queries.setQueryData(dashboardQuery(dashboard.id).queryKey, dashboard);
  return (
    <Page width="full">
      <Breadcrumbs
        crumbs={[{ label: "Dashboards", to: "/dashboards" }, { label: dashboard.definition.name }]}
      />
      <HydrationBoundary state={dehydrate(queries)}>
        <UrlState>
          <DashboardPage dashboardId={dashboard.id} whyNot={whyNotEdit(ctx)} />
        </UrlState>
      </HydrationBoundary>
    </Page>
  );
}
