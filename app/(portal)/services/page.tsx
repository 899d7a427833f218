import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { PlusIcon } from "@/components/icons";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { LinkButton } from "@/components/ui/link-button";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { can } from "@/lib/auth";
import { ListServices } from "@/lib/catalog/contract";
import { pageContext } from "@/lib/core/request";
import { getBoard } from "@/lib/delivery";
import { boardQuery } from "@/lib/delivery/query-options";

import { searchIn, type SearchParams } from "../search-in";
import { ServiceTable } from "./_components/service-table";

export const metadata: Metadata = { title: "Services" };

/** Which services there are, and what runs where. */
export default async function ServicesPage({ searchParams }: { searchParams: SearchParams }) {
  const [ctx, search] = [await pageContext(), await searchIn(searchParams)];
  const queries = new QueryClient();
  await queries.fetchInfiniteQuery({
    ...boardQuery(search),
    queryFn: () => getBoard(ctx, ListServices.parse({ search })),
  });

  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Services" }]} />
      <PageHeader
        title="Services"
        actions={
          can(ctx.actor, "service.create") && (
            <LinkButton to="/services/new" variant="primary" icon={PlusIcon}>
              Add a service
            </LinkButton>
          )
        }
      />
      <HydrationBoundary state={dehydrate(queries)}>
        <ServiceTable />
      </HydrationBoundary>
    </Page>
  );
}
