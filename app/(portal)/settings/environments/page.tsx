import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { can } from "@/lib/auth";
import { listEnvironments } from "@/lib/catalog";
import { environmentsQuery } from "@/lib/catalog/query-options";
import { pageContext } from "@/lib/core/request";

import { EnvironmentSettings } from "./_components/environment-settings";

export const metadata: Metadata = { title: "Environments" };

/** Where services run, in which order they get there, and by which rules. */
export default async function EnvironmentSettingsPage() {
  const ctx = await pageContext();
  const queries = new QueryClient();
  await queries.fetchQuery({
    ...environmentsQuery(),
    queryFn: async () => ({ items: await listEnvironments(ctx) }),
  });

  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <Breadcrumbs crumbs={[{ label: "Settings", to: "/settings" }, { label: "Environments" }]} />
      <EnvironmentSettings mayEdit={can(ctx.actor, "environment.edit")} />
    </HydrationBoundary>
  );
}
