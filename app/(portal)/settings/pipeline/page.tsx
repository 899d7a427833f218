import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { getPipeline, whyNotEditPipelines } from "@/lib/gates";
import { pipelineQuery } from "@/lib/gates/query-options";

import { SettingsCrumbs } from "../_components/settings-crumbs";
import { PipelineTemplate } from "./_components/pipeline-template";

export const metadata: Metadata = { title: "Pipeline template" };

/** What holds for every service that has no pipeline of its own. */
export default async function PipelineTemplatePage() {
  const ctx = await pageContext();
  const queries = new QueryClient();
  const [environments] = await Promise.all([
    listEnvironments(ctx),
    queries.fetchQuery({ ...pipelineQuery(), queryFn: () => getPipeline(ctx) }),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <SettingsCrumbs page="Pipeline template" />
      <PipelineTemplate whyNotEdit={whyNotEditPipelines(ctx.actor, environments)} />
    </HydrationBoundary>
  );
}
