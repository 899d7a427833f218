import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { LazyPipelineEditor } from "@/components/gates/lazy-pipeline-editor";
import { startingText } from "@/components/gates/starting-text";
import { DeniedState } from "@/components/ui/denied-state";
import { LinkButton } from "@/components/ui/link-button";
import { listTeams } from "@/lib/auth";
import { listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { getPipeline, whyNotEditPipelines } from "@/lib/gates";
import { pipelineQuery } from "@/lib/gates/query-options";

import { SettingsCrumbs } from "../../_components/settings-crumbs";

export const metadata: Metadata = { title: "Edit the pipeline template" };

const BACK_TO = "/settings/pipeline";

/** Writes the template. `?start=soak` begins with a usual one. */
export default async function EditTemplatePage({ searchParams }: PageProps<"/settings/pipeline/edit">) {
  const ctx = await pageContext();
  const environments = await listEnvironments(ctx);
  const refusal = whyNotEditPipelines(ctx.actor, environments);
  if (refusal !== null) {
    return (
      <DeniedState
        title="You may not change the template."
        actions={<LinkButton to={BACK_TO}>Back to the template</LinkButton>}
      >
        {refusal}
      </DeniedState>
    );
  }
  const queries = new QueryClient();
  const [teams] = await Promise.all([
    listTeams(ctx),
    queries.fetchQuery({ ...pipelineQuery(), queryFn: () => getPipeline(ctx) }),
  ]);
  const choices = {
    environments: environments.map((environment) => environment.name),
    checks: [],
    teams: teams.map((team) => team.name),
  };
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <SettingsCrumbs page="Pipeline template" />
      <LazyPipelineEditor
        service={undefined}
        choices={choices}
        initialText={startingText((await searchParams)["start"], choices.environments, [])}
        backTo={BACK_TO}
      />
    </HydrationBoundary>
  );
}
