import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { can } from "@/lib/auth";
import { pageContext } from "@/lib/core/request";
import { getHome } from "@/lib/delivery";
import { homeQuery } from "@/lib/delivery/query-options";

import { Home } from "./_components/home";

/** What needs me, what shipped, what runs? */
export default async function HomePage() {
  const ctx = await pageContext();
  const queries = new QueryClient();
  await queries.fetchQuery({ ...homeQuery(), queryFn: () => getHome(ctx) });

  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Home" }]} />
      <HydrationBoundary state={dehydrate(queries)}>
        <Home mayAddService={can(ctx.actor, "service.create")} />
      </HydrationBoundary>
    </Page>
  );
}
