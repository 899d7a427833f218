import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { DeliveryDialogs } from "@/components/delivery/delivery-dialogs";
import { getServiceView } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { listReleases } from "@/lib/delivery";
import { releasesQuery } from "@/lib/delivery/query-options";

import { deliveryAccess } from "../../../delivery-access";
import { orNotFound } from "../../../or-not-found";
import { ReleaseList } from "./_components/release-list";

export const metadata: Metadata = { title: "Releases" };

/** Everything that was ever built of a service. */
export default async function ReleasesPage({ params }: PageProps<"/services/[service]/releases">) {
  const ctx = await pageContext();
  const { id, name, repository } = await orNotFound(getServiceView(ctx, (await params).service));
  const queries = new QueryClient();
  await queries.fetchInfiniteQuery({
    ...releasesQuery(id),
    queryFn: () => listReleases(ctx, { serviceId: id }),
  });

  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <DeliveryDialogs>
        <ReleaseList
          service={{ id, name }}
          branch={repository.branch}
          mayBuild={deliveryAccess(ctx, []).mayBuild}
        />
      </DeliveryDialogs>
    </HydrationBoundary>
  );
}
