"use client";

import { useSuspenseQuery } from "@tanstack/react-query";

import type { DeliveryAccess } from "@/components/delivery/access";
import { DeliveryDialogs, type DialogRequest } from "@/components/delivery/delivery-dialogs";
import { PipelineActions } from "@/components/delivery/pipeline-actions";
import { PipelineBoard } from "@/components/delivery/pipeline-board";
import { recentDeploymentsQuery, serviceQuery } from "@/lib/delivery/query-options";
import { holdsQuery, pipelineQuery } from "@/lib/gates/query-options";

import { NewestReleases } from "./newest-releases";
import { DEPLOYMENTS_SHOWN, RecentDeployments } from "./recent-deployments";
import { ServiceDependencies } from "./service-dependencies";

type ServiceOverviewProps = {
  service: { id: string; name: string };
  access: DeliveryAccess;
  initialDialog: DialogRequest | undefined;
};

/** The pipeline of a service, then its newest releases and deployments; all of it live. */
export function ServiceOverview({ service: { id }, access, initialDialog }: ServiceOverviewProps) {
  const { data: service } = useSuspenseQuery(serviceQuery({ id }));
  const { data: deployments } = useSuspenseQuery(recentDeploymentsQuery(id, DEPLOYMENTS_SHOWN));
  const { data: holds } = useSuspenseQuery(holdsQuery(id));
  const { data: pipeline } = useSuspenseQuery(pipelineQuery(id));
  const automated = pipeline.stages
    .filter(({ promotion, rollback }) => promotion === "automatic" || rollback === "automatic")
    .map(({ environment }) => environment);
  return (
    <DeliveryDialogs initial={initialDialog}>
      <PipelineActions service={service} access={access} holds={holds.items} automated={automated} />
      <PipelineBoard service={service} access={access} holds={holds.items} automated={automated} />
      <ServiceDependencies
        service={service}
        environments={service.environments.map(({ environment }) => environment)}
      />
      <NewestReleases service={service} access={access} />
      <RecentDeployments serviceName={service.name} deployments={deployments.items} />
    </DeliveryDialogs>
  );
}
