import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { can } from "@/lib/auth";
import { pageContext } from "@/lib/core/request";
import { getBoard } from "@/lib/delivery";
import { boardQuery } from "@/lib/delivery/query-options";

import { textIn, type SearchParams } from "../search-in";
import { ServiceTable } from "./_components/service-table";

export const metadata: Metadata = { title: "Services" };

/** Which services there are, and what runs where. */
export default async function ServicesPage({ searchParams }: { searchParams: SearchParams }) {
  const [ctx, search] = [await pageContext(), await textIn(searchParams, "search")];
  const filter = { search: search || undefined };
  const queries = new QueryClient();
  await queries.fetchInfiniteQuery({ ...boardQuery(filter), queryFn: () => getBoard(ctx, filter) });

  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Services" }]} />
      <HydrationBoundary state={dehydrate(queries)}>
        <ServiceTable mayAdd={can(ctx.actor, "service.create")} />
      </HydrationBoundary>
    </Page>
  );
}
