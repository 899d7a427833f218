import type { Metadata } from "next";
import { cookies } from "next/headers";

import { DoraFigures } from "@/components/delivery/dora-figures";
import { doraSentence } from "@/components/delivery/dora-words";
import { TrendIcon } from "@/components/icons";
import { readPreferences } from "@/components/preferences/preferences";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { EmptyState } from "@/components/ui/empty-state";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { UrlState } from "@/components/ui/url-state";
import { listTeams } from "@/lib/auth";
import { listEnvironments } from "@/lib/catalog";
import { DomainError } from "@/lib/core/errors";
import { pageContext } from "@/lib/core/request";
import { getDora } from "@/lib/delivery";
import type { DoraView } from "@/lib/delivery/contract";

import { Definitions } from "./_components/definitions";
import { DoraCharts } from "./_components/dora-charts";
import { DoraFilters } from "./_components/dora-filters";
import { RefreshInZone } from "./_components/refresh-in-zone";
import { loadDoraSearch } from "./search-params";

export const metadata: Metadata = { title: "Delivery performance" };

/** How often, how fast and how well changes reach production. */
export default async function DoraPage({ searchParams }: PageProps<"/dora">) {
  const search = await loadDoraSearch(searchParams);
  const ctx = await pageContext();
  const jar = await cookies();
  const { timeZone } = readPreferences((name) => jar.get(name)?.value);
  const scope = { service: search.service ?? undefined, team: search.team ?? undefined };
  const [teams, environments, view] = await Promise.all([
    listTeams(ctx),
    listEnvironments(ctx),
    getDora(ctx, { days: search.days, timeZone, ...scope }).catch(unknownName),
  ]);
  const production = environments.filter(({ isProduction }) => isProduction).map(({ name }) => name);

  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Delivery performance" }]} />
      <PageHeader
        title="Delivery performance"
        answer={typeof view === "string" ? view : doraSentence(view)}
      />
      <UrlState>
        <DoraFilters teams={teams.map(({ name }) => name)} />
      </UrlState>
      {typeof view === "string" ? null : (
        <>
          <DoraFigures view={view} scope={scope} />
          {isEmpty(view) ? (
            <Nothing
              days={view.days}
              production={production}
              filtered={Boolean(scope.service ?? scope.team)}
            />
          ) : (
            <DoraCharts buckets={view.buckets} timeZone={timeZone} scope={scope} />
          )}
        </>
      )}
      <Definitions production={production} timeZone={timeZone} />
      <RefreshInZone timeZone={timeZone} />
    </Page>
  );
}

const isEmpty = ({ changeFailure, leadTime, frequency }: DoraView) =>
  changeFailure.changes + leadTime.commits + frequency.deliveries === 0;

function Nothing({ days, production, filtered }: { days: number; production: string[]; filtered: boolean }) {
  return (
    <Panel>
      <EmptyState icon={TrendIcon} title={`No deployment to production in the last ${days} days.`}>
        {production.length === 0
          ? "No environment is marked as production. An administrator can mark one under Settings, Environments."
          : filtered
            ? "Choose a longer period, or clear the filters."
            : `What is deployed to ${production.join(" or ")} is counted here from its first traffic on.`}
      </EmptyState>
    </Panel>
  );
}

/** A filter that names a service or a team that does not exist counts nothing, and says why. */
function unknownName(error: unknown): string {
  if (error instanceof DomainError && error.code === "not_found") return error.message;
  throw error;
}
