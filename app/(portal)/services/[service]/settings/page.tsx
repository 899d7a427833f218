import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { can, listTeams } from "@/lib/auth";
import { getServiceView, listDependencies, listEnvironments } from "@/lib/catalog";
import { dependenciesQuery } from "@/lib/catalog/query-options";
import { listVariables } from "@/lib/configuration";
import { variablesQuery } from "@/lib/configuration/query-options";
import { pageContext } from "@/lib/core/request";
import { listVariableProblems } from "@/lib/delivery";
import { variableProblemsQuery } from "@/lib/delivery/query-options";
import { listScrapes } from "@/lib/telemetry";
import { scrapesQuery } from "@/lib/telemetry/query-options";

import { orNotFound } from "../../../or-not-found";
import { ArchiveService } from "./_components/archive-service";
import { DependencySettings } from "./_components/dependency-settings";
import { OwnerSettings } from "./_components/owner-settings";
import { SourceSettings } from "./_components/source-settings";
import { TelemetrySettings } from "./_components/telemetry-settings";
import { VariableSettings } from "./_components/variable-settings";

export const metadata: Metadata = { title: "Settings" };

/** Where the service comes from, how it is built and run, and what it is configured with. */
export default async function ServiceSettingsPage({ params }: PageProps<"/services/[service]/settings">) {
  const ctx = await pageContext();
  const service = await orNotFound(getServiceView(ctx, (await params).service));
  const queries = new QueryClient();
  const [environments, teams] = await Promise.all([
    listEnvironments(ctx),
    listTeams(ctx),
    queries.fetchQuery({
      ...dependenciesQuery(service.id),
      queryFn: () => listDependencies(ctx, service.id),
    }),
    queries.fetchQuery({
      ...scrapesQuery(service.id),
      queryFn: () => listScrapes(ctx, service.id),
    }),
    queries.fetchQuery({
      ...variablesQuery(service.id),
      queryFn: async () => ({ items: await listVariables(ctx, service.id) }),
    }),
    queries.fetchQuery({
      ...variableProblemsQuery(service.id),
      queryFn: async () => ({ items: await listVariableProblems(ctx, service.id) }),
    }),
  ]);
  const places = environments.map(({ name, deployRole }) => ({
    name,
    deployRole,
    mayWrite: can(ctx.actor, "variable.write", { leastRole: deployRole }),
    mayKey: can(ctx.actor, "service.key", { leastRole: deployRole }),
  }));

  const mayEdit = can(ctx.actor, "service.edit");

  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <SourceSettings service={service} mayEdit={mayEdit} />
      <OwnerSettings
        serviceId={service.id}
        owner={service.owner}
        teams={teams.map(({ id, name, title }) => ({ id, name, title }))}
        mayEdit={mayEdit}
      />
      <DependencySettings service={{ id: service.id, name: service.name }} mayEdit={mayEdit} />
      <VariableSettings service={{ id: service.id, name: service.name }} places={places} />
      <TelemetrySettings
        service={{ id: service.id, name: service.name, settings: service.settings }}
        places={places.map(({ name, mayKey }) => ({ name, mayKey }))}
        mayEdit={mayEdit}
      />
      <ArchiveService
        service={{ id: service.id, name: service.name }}
        mayArchive={can(ctx.actor, "service.archive")}
      />
    </HydrationBoundary>
  );
}
