import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { ListServices } from "@/lib/catalog/contract";
import { pageContext } from "@/lib/core/request";
import { getBoard } from "@/lib/delivery";
import { boardQuery } from "@/lib/delivery/query-options";

import { deliveryAccess } from "../delivery-access";
import { searchIn, type SearchParams } from "../search-in";
import { EnvironmentMatrix } from "./_components/environment-matrix";

export const metadata: Metadata = { title: "Environments" };

/** What runs where, over all services, what needs action first. */
export default async function EnvironmentsPage({ searchParams }: { searchParams: SearchParams }) {
  const [ctx, search] = [await pageContext(), await searchIn(searchParams)];
  const queries = new QueryClient();
  const { pages } = await queries.fetchInfiniteQuery({
    ...boardQuery(search),
    queryFn: () => getBoard(ctx, ListServices.parse({ search })),
  });

  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Environments" }]} />
      <PageHeader title="Environments" />
      <HydrationBoundary state={dehydrate(queries)}>
        <EnvironmentMatrix access={deliveryAccess(ctx, pages[0]?.environments ?? [])} />
      </HydrationBoundary>
    </Page>
  );
}
