import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { LazyPipelineEditor } from "@/components/gates/lazy-pipeline-editor";
import { startingText } from "@/components/gates/starting-text";
import { DeniedState } from "@/components/ui/denied-state";
import { LinkButton } from "@/components/ui/link-button";
import { listTeams } from "@/lib/auth";
import { listEnvironments } from "@/lib/catalog";
import { getChecks } from "@/lib/checks";
import { pageContext } from "@/lib/core/request";
import { getPipeline, whyNotEditPipelines } from "@/lib/gates";
import { pipelineQuery } from "@/lib/gates/query-options";

import { loadService } from "../../load-service";

export const metadata: Metadata = { title: "Edit the pipeline" };

/** Writes the pipeline of one service. `?start=soak` begins with a usual one. */
export default async function EditPipelinePage({
  params,
  searchParams,
}: PageProps<"/services/[service]/pipeline/edit">) {
  const ctx = await pageContext();
  const { id, name } = await loadService((await params).service);
  const backTo = `/services/${name}/pipeline`;
  const environments = await listEnvironments(ctx);
  const refusal = whyNotEditPipelines(ctx.actor, environments);
  if (refusal !== null) {
    return (
      <DeniedState
        title="You may not change this pipeline."
        actions={<LinkButton to={backTo}>Back to the pipeline</LinkButton>}
      >
        {refusal}
      </DeniedState>
    );
  }
  const queries = new QueryClient();
  const [checks, teams] = await Promise.all([
    getChecks(ctx, id),
    listTeams(ctx),
    queries.fetchQuery({ ...pipelineQuery(id), queryFn: () => getPipeline(ctx, id) }),
  ]);
  const choices = {
    environments: environments.map((environment) => environment.name),
    checks: checks.checks.map((check) => check.name),
    teams: teams.map((team) => team.name),
  };
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <LazyPipelineEditor
        service={{ id, name }}
        choices={choices}
        initialText={startingText((await searchParams)["start"], choices.environments, choices.checks)}
        backTo={backTo}
      />
    </HydrationBoundary>
  );
}
