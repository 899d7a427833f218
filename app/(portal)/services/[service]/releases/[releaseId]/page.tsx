import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";

import { DeliveryDialogs } from "@/components/delivery/delivery-dialogs";
import { ReleaseDetail } from "@/components/release/release-detail";
import { listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { getRelease, getService } from "@/lib/delivery";
import { releaseQuery, serviceQuery } from "@/lib/delivery/query-options";
import { getReleaseHealth } from "@/lib/errors";
import { releaseHealthQuery } from "@/lib/errors/query-options";

import { deliveryAccess } from "../../../../delivery-access";
import { orNotFound } from "../../../../or-not-found";
import { ReleaseHealth } from "./_components/release-health";

type ReleasePageProps = PageProps<"/services/[service]/releases/[releaseId]">;

const readRelease = cache(async (id: string) => orNotFound(getRelease(await pageContext(), id)));

export async function generateMetadata({ params }: ReleasePageProps): Promise<Metadata> {
  return { title: `Release #${(await readRelease((await params).releaseId)).number}` };
}

/** What is in this release, and where does it serve? */
export default async function ReleasePage({ params }: ReleasePageProps) {
  const { service: named, releaseId } = await params;
  const release = await readRelease(releaseId);
  const ctx = await pageContext();
  const service = await orNotFound(getService(ctx, named));
  if (release.serviceId !== service.id) notFound();
  const queries = new QueryClient();
  const [environments] = await Promise.all([
    listEnvironments(ctx),
    queries.fetchQuery({ ...releaseQuery(releaseId), queryFn: () => release }),
    queries.fetchQuery({ ...serviceQuery(service), queryFn: () => service }),
    queries.fetchQuery({
      ...releaseHealthQuery(releaseId),
      queryFn: () => getReleaseHealth(ctx, releaseId),
    }),
  ]);

  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <DeliveryDialogs>
        <ReleaseDetail releaseId={releaseId} access={deliveryAccess(ctx, environments)} />
        <ReleaseHealth releaseId={releaseId} serviceName={service.name} />
      </DeliveryDialogs>
    </HydrationBoundary>
  );
}
