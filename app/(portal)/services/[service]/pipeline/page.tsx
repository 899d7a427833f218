import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { listDeployments } from "@/lib/delivery";
import { waitingDeploymentsQuery } from "@/lib/delivery/query-options";
import { getPipeline, listFreezes, listHolds, whyNotEditPipelines } from "@/lib/gates";
import { freezesQuery, holdsQuery, pipelineQuery } from "@/lib/gates/query-options";

import { loadService } from "../load-service";
import { ServicePipeline } from "./_components/service-pipeline";

export const metadata: Metadata = { title: "Pipeline" };

const WAITING_SHOWN = 50;

/** The way of a release to its users: what serves and waits at each stage, and for what. */
export default async function PipelinePage({ params }: PageProps<"/services/[service]/pipeline">) {
  const ctx = await pageContext();
  const { id, name } = await loadService((await params).service);
  const queries = new QueryClient();
  const [environments] = await Promise.all([
    listEnvironments(ctx),
    queries.fetchQuery({ ...pipelineQuery(id), queryFn: () => getPipeline(ctx, id) }),
    queries.fetchQuery({ ...holdsQuery(id), queryFn: async () => ({ items: await listHolds(ctx, id) }) }),
    queries.fetchQuery({ ...freezesQuery(), queryFn: async () => ({ items: await listFreezes(ctx) }) }),
    queries.fetchQuery({
      ...waitingDeploymentsQuery(id),
      queryFn: () =>
        listDeployments(ctx, { service: id, status: ["waiting", "queued"], limit: WAITING_SHOWN }),
    }),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <ServicePipeline
        service={{ id, name }}
        environments={environments.map((environment) => environment.name)}
        whyNotEdit={whyNotEditPipelines(ctx.actor, environments)}
      />
    </HydrationBoundary>
  );
}
