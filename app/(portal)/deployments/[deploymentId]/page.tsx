import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cache } from "react";

import { DeliveryDialogs } from "@/components/delivery/delivery-dialogs";
import { DeploymentDetail } from "@/components/deployment/deployment-detail";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { getDeployment, getService } from "@/lib/delivery";
import { deploymentQuery, serviceQuery } from "@/lib/delivery/query-options";

import { deliveryAccess } from "../../delivery-access";
import { orNotFound } from "../../or-not-found";

type DeploymentPageProps = PageProps<"/deployments/[deploymentId]">;

const readDeployment = cache(async (id: string) => orNotFound(getDeployment(await pageContext(), id)));

export async function generateMetadata({ params }: DeploymentPageProps): Promise<Metadata> {
  const { serviceName, environment, release } = await readDeployment((await params).deploymentId);
  return { title: `${serviceName} #${release.number} to ${environment}` };
}

/** Did it work, and if not, why? */
export default async function DeploymentPage({ params }: DeploymentPageProps) {
  const deployment = await readDeployment((await params).deploymentId);
  const ctx = await pageContext();
  const { id, serviceId, serviceName, environment } = deployment;
  const queries = new QueryClient();
  const [environments] = await Promise.all([
    listEnvironments(ctx),
    queries.fetchQuery({ ...deploymentQuery(id), queryFn: () => deployment }),
    // Left out for an archived service: its history stays readable, but nothing can be done to it.
    queries.prefetchQuery({ ...serviceQuery({ id: serviceId }), queryFn: () => getService(ctx, serviceId) }),
  ]);

  return (
    <Page>
      <Breadcrumbs
        crumbs={[{ label: "Deployments", to: "/deployments" }, { label: `${serviceName} to ${environment}` }]}
      />
      <HydrationBoundary state={dehydrate(queries)}>
        <DeliveryDialogs>
          <DeploymentDetail deploymentId={id} access={deliveryAccess(ctx, environments)} />
        </DeliveryDialogs>
      </HydrationBoundary>
    </Page>
  );
}
