import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { pageContext } from "@/lib/core/request";
import { getBoard } from "@/lib/delivery";
import { boardQuery } from "@/lib/delivery/query-options";

import { deliveryAccess } from "../delivery-access";
import { orNotFound } from "../or-not-found";
import { prefetchFreezes } from "../prefetch-freezes";
import { textIn, type SearchParams } from "../search-in";
import { EnvironmentMatrix } from "./_components/environment-matrix";
import { boardFilterOf } from "./board-filter";

export const metadata: Metadata = { title: "Environments" };

/** What runs where, over all services, what needs action first. */
export default async function EnvironmentsPage({ searchParams }: { searchParams: SearchParams }) {
  const [ctx, search, state, environment] = await Promise.all([
    pageContext(),
    textIn(searchParams, "search"),
    textIn(searchParams, "state"),
    textIn(searchParams, "environment"),
  ]);
  const filter = boardFilterOf({ search, state, environment });
  const queries = new QueryClient();
  const [{ pages }] = await Promise.all([
    orNotFound(queries.fetchInfiniteQuery({ ...boardQuery(filter), queryFn: () => getBoard(ctx, filter) })),
    prefetchFreezes(ctx, queries),
  ]);

  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Environments" }]} />
      <HydrationBoundary state={dehydrate(queries)}>
        <EnvironmentMatrix access={deliveryAccess(ctx, pages[0]?.environments ?? [])} />
      </HydrationBoundary>
    </Page>
  );
}
